-- Whose session it was has been erased: what a gateway says later adds to its sums, and names nobody.
alter table sessions add column erased_at timestamptz;
