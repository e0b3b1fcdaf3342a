-- More makes of captive gateway.
alter table gateways drop constraint gateways_vendor_check;
alter table gateways add constraint gateways_vendor_check
  check (vendor in ('coovachilli', 'mikrotik', 'cisco', 'aruba', 'ruckus', 'meraki', 'cambium', 'generic'));
