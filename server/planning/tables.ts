export interface PlanningTables {
  population_cells: PopulationCellsTable
}

interface PopulationCellsTable {
  neighbourhood_id: number
  cell: string
  latitude: number
  longitude: number
  population: number
}
