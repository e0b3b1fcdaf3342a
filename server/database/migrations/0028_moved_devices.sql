-- A phone that changed its address keeps its binding: the ticket of the new address takes the old one's place.
alter table tickets add column replaces_mac macaddr;
