-- A session is updated at every report: room on its page keeps the new version beside the old one, and spares every
-- index an entry (HOT updates). Applies to pages written from now on.
alter table sessions set (fillfactor = 70);
alter table session_days set (fillfactor = 80);
