-- Which request used the ticket (its code, identifier and Request Authenticator, and the gateway): a retransmission of it
-- that reaches another process is answered alike.
alter table tickets add column used_by bytea;
