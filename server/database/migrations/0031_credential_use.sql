-- With which device a credential was used last: it is disconnected when the credential is revoked.
alter table device_credentials
  add column last_mac macaddr,
  add column last_used_at timestamptz;
