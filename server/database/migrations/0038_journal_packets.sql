-- Accounting is journalled as the packets that came, and understood when it is stored: see server/sessions/journal.ts.
alter table accounting_journal
  -- requests one after another: gateway, time of arrival, length and octets of each
  add column packets bytea,
  alter column records drop not null;
-- Rows fit a page: they stay in one piece.
alter table accounting_journal alter column packets set storage main;
alter table accounting_journal set (toast_tuple_target = 8160);

-- What the version before left: an array of values for each record becomes an object.
update accounting_journal set records = (
  select jsonb_agg(
    case when jsonb_typeof(r) = 'object' then r
    when jsonb_array_length(r) = 5 then jsonb_build_object(
      'kind', r -> 0, 'gatewayId', r -> 1, 'at', r -> 2, 'nasIdentifier', r -> 3, 'nasIp', r -> 4)
    else jsonb_build_object(
      'kind', r -> 0, 'gatewayId', r -> 1, 'at', r -> 2, 'nasIdentifier', r -> 3,
      'nasIp', r -> 4, 'acctSessionId', r -> 5, 'sessionKey', r -> 6, 'seconds', r -> 7,
      'inputOctets', r -> 8, 'outputOctets', r -> 9, 'terminateCause', r -> 10, 'residentId', r -> 11,
      'deviceMac', r -> 12, 'hotspotId', r -> 13, 'userName', r -> 14, 'callingStationId', r -> 15,
      'calledStationId', r -> 16, 'nasPort', r -> 17, 'framedIp', r -> 18, 'multiSessionId', r -> 19,
      'interimSeconds', r -> 20) end order by place)
  from jsonb_array_elements(records::jsonb) with ordinality as record(r, place));
