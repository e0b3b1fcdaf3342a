-- Planning: where residents live, as H3 cells with the population of their neighbourhood spread evenly.

create table population_cells (
  neighbourhood_id bigint not null references neighbourhoods on delete cascade,
  -- H3 index, resolution 10 (about 66 m a side)
  cell text not null,
  latitude double precision not null,
  longitude double precision not null,
  population double precision not null,
  primary key (neighbourhood_id, cell)
);
