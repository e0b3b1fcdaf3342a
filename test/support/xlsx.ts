import { strToU8, zipSync } from 'fflate'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const column = (at: number): string => String.fromCharCode(65 + at)

type Rows = ReadonlyArray<ReadonlyArray<string | number>>

/** An XLSX file with one sheet: texts inline, numbers as numbers, an empty text as no cell. @param title of a sheet before it */
export function xlsx(rows: Rows, title?: Rows): Buffer {
  const cell = (value: string | number, row: number, at: number) => {
    const where = `r="${column(at)}${row + 1}"`
    if (value === '') return ''
    if (typeof value === 'number') return `<c ${where}><v>${value}</v></c>`
    return `<c ${where} t="inlineStr"><is><t>${escaped(value)}</t></is></c>`
  }
  const sheetOf = (each: Rows) =>
    each
      .map((row, index) => `<row r="${index + 1}">${row.map((value, at) => cell(value, index, at)).join('')}</row>`)
      .join('')
  const names = title ? ['Portada', 'Red'] : ['Red']
  const sheets = (title ? [title, rows] : [rows]).map(sheetOf)
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const document = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const packages = 'http://schemas.openxmlformats.org/package/2006'
  const type = (part: string, kind: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`
  const files = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${type('/xl/workbook.xml', 'sheet.main')}${sheets.map((_, n) => type(`/xl/worksheets/sheet${n + 1}.xml`, 'worksheet')).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${document}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${document}"><sheets>${names.map((name, n) => `<sheet name="${name}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}/relationships">${sheets.map((_, n) => `<Relationship Id="rId${n + 1}" Type="${document}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`,
    ...Object.fromEntries(
      sheets.map((sheet, n) => [
        `xl/worksheets/sheet${n + 1}.xml`,
        `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
      ]),
    ),
  }
  const octets = Object.entries(files).map(([name, text]) => [name, strToU8(`<?xml version="1.0"?>${text}`)])
  return Buffer.from(zipSync(Object.fromEntries(octets)))
}
