import type { esFiles } from '../es/files.ts'

export const enFiles: Record<keyof typeof esFiles, string> = {
  'problem.wrong-file.empty': 'The file is empty.',
  'problem.wrong-file.no-header': 'The file has no row of headers.',
  'problem.wrong-file.no-records': 'The file has nothing below its header.',
  'problem.wrong-file.unreadable': 'The file cannot be read.',
  'problem.wrong-file.binary': 'The file is no text, nor of a kind that is known: export it as CSV or XLSX.',
  'problem.wrong-file.broken-csv':
    'The file is not CSV as expected. Is a quotation mark never closed, or is it another kind of file?',
  'problem.wrong-file.broken-json': 'The file begins like JSON, but is incomplete or wrong.',
  'problem.wrong-file.json-without-list': 'The JSON has no list of records.',
  'problem.wrong-file.topojson': 'It is TopoJSON: export it as GeoJSON.',
  'problem.wrong-file.broken-kml': 'The KML file cannot be read.',
  'problem.wrong-file.broken-sheet': 'The file is a ZIP, but no XLSX that can be read.',
  'problem.wrong-file.broken-archive': 'The compressed file is broken: load it again.',
  'problem.wrong-file.archive': 'It is an archive ({{format}}): unpack it and import what it holds.',
  'problem.wrong-file.archive-too-large': 'It unpacks to more than 1 GiB: unpack it and import a part.',
  'problem.wrong-file.archive-without-data': 'The ZIP holds no data of a known kind.',
  'problem.wrong-file.archive-of-several':
    'The ZIP holds several files: {{files}}. Unpack it and import the right one.',
  'problem.wrong-file.shapefile-alone':
    'The shapefile lacks its .dbf, which has names and codes: import a ZIP with all its parts.',
  'problem.wrong-file.shapefile-part': 'It is a part of a shapefile: import a ZIP with all its parts.',
  'problem.wrong-file.broken-shapefile': 'The shapefile cannot be read.',
  'problem.wrong-file.old-office': 'It is of an old Excel or another old Office program: save it as XLSX or CSV.',
  'problem.wrong-file.opendocument': 'It is an OpenDocument file: save it as XLSX or CSV.',
  'problem.wrong-file.document':
    'It is a document of Word or PowerPoint: copy its table into a sheet and save that as CSV.',
  'problem.wrong-file.other-format': 'It is {{format}}, which is not read here: export it as CSV, XLSX or GeoJSON.',
  'problem.wrong-file.picture': 'It is a picture, no data.',
  'problem.wrong-file.page':
    'It is a web page, no data: the address gave a page instead of the file. Load the file itself.',
  'problem.wrong-file.git-lfs': 'It is a pointer of Git LFS, not the file itself: load the file.',
  'problem.wrong-file.column-twice': 'Two columns are named “{{column}}”: rename one.',
  'problem.wrong-file.no-column': 'A column that is needed is missing. There are: {{headers}}.',
  'problem.wrong-file.no-known-column':
    'No column says which hotspot a line is of: code, MAC, BSSID, name or agent is needed. There are: {{headers}}.',
  'problem.wrong-file.no-line-fits': 'No line names a hotspot that there is. Nothing was imported.',
  'problem.wrong-file.retires-too-many':
    '{{left}} hotspots would be retired, more than the {{named}} that the file names. Is it the whole network’s? Nothing was imported.',
  'problem.wrong-file.credential': 'There is no SNMP credential of that name.',
}
