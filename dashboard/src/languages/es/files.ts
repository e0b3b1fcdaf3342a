import type { FileFault } from '../../../../server/api/contract/index.ts'

/** Why a file cannot be imported. */
export const esFiles = {
  'problem.wrong-file.empty': 'El archivo está vacío.',
  'problem.wrong-file.no-header': 'El archivo no tiene un renglón de encabezados.',
  'problem.wrong-file.no-records': 'El archivo no tiene nada debajo de su encabezado.',
  'problem.wrong-file.unreadable': 'El archivo no se pudo leer.',
  'problem.wrong-file.binary': 'El archivo no es texto ni de un tipo conocido: expórtelo como CSV o XLSX.',
  'problem.wrong-file.broken-csv':
    'El archivo no es CSV como se espera. ¿Le falta cerrar unas comillas, o es de otro tipo?',
  'problem.wrong-file.broken-json': 'El archivo empieza como JSON, pero está incompleto o mal escrito.',
  'problem.wrong-file.json-without-list': 'El JSON no trae una lista de registros.',
  'problem.wrong-file.topojson': 'Es TopoJSON: expórtelo como GeoJSON.',
  'problem.wrong-file.broken-kml': 'El archivo KML no se pudo leer.',
  'problem.wrong-file.broken-sheet': 'El archivo es un ZIP, pero no un XLSX que se pueda leer.',
  'problem.wrong-file.broken-archive': 'El archivo comprimido está dañado: vuelva a descargarlo.',
  'problem.wrong-file.archive': 'Es un archivo comprimido ({{format}}): descomprímalo e importe lo que contiene.',
  'problem.wrong-file.archive-too-large': 'Descomprimido ocupa más de 1 GiB: descomprímalo e importe una parte.',
  'problem.wrong-file.archive-without-data': 'El ZIP no contiene datos de un tipo conocido.',
  'problem.wrong-file.archive-of-several':
    'El ZIP contiene varios archivos: {{files}}. Descomprímalo e importe el que corresponde.',
  'problem.wrong-file.shapefile-alone':
    'Al shapefile le falta su .dbf, que trae nombres y claves: importe un ZIP con todas sus partes.',
  'problem.wrong-file.shapefile-part': 'Es una parte de un shapefile: importe un ZIP con todas sus partes.',
  'problem.wrong-file.broken-shapefile': 'El shapefile no se pudo leer.',
  'problem.wrong-file.old-office':
    'Es de un Excel antiguo u otro programa de oficina antiguo: guárdelo como XLSX o CSV.',
  'problem.wrong-file.opendocument': 'Es un archivo OpenDocument: guárdelo como XLSX o CSV.',
  'problem.wrong-file.document': 'Es un documento de Word o PowerPoint: copie su tabla a una hoja y guárdela como CSV.',
  'problem.wrong-file.other-format': 'Es {{format}}, que aquí no se lee: expórtelo como CSV, XLSX o GeoJSON.',
  'problem.wrong-file.picture': 'Es una imagen, no datos.',
  'problem.wrong-file.page':
    'Es una página web, no datos: la dirección dio una página en lugar del archivo. Descargue el archivo mismo.',
  'problem.wrong-file.git-lfs': 'Es una referencia de Git LFS, no el archivo mismo: descargue el archivo.',
  'problem.wrong-file.column-twice': 'Dos columnas se llaman «{{column}}»: cambie el nombre de una.',
  'problem.wrong-file.no-column': 'Falta una columna necesaria. Las que hay son: {{headers}}.',
  'problem.wrong-file.no-known-column':
    'Ninguna columna dice de qué punto es cada línea: hace falta clave, MAC, BSSID, nombre o agente. Las que hay son: {{headers}}.',
  'problem.wrong-file.no-line-fits': 'Ninguna línea nombra un punto que exista. No se importó nada.',
  'problem.wrong-file.retires-too-many':
    'Se retirarían {{left}} puntos, más que los {{named}} que el archivo nombra. ¿Es el de toda la red? No se importó nada.',
  'problem.wrong-file.credential': 'No hay una credencial SNMP con ese nombre.',
} satisfies Record<`problem.wrong-file.${FileFault | 'credential'}`, string>
