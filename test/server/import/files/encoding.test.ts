import { expect } from 'chai'
import iconv from 'iconv-lite'
import { decodeText } from '../../../../server/import/files/encoding.ts'
import { ImportError } from '../../../../server/import/import-error.ts'

const spanish = 'id,nombre,barrio\n1,Jardín del Álamo,Peñón de los Baños\n2,Estación Cañada,Coyoacán\n3,Kiosco,Centro\n'
const texts: ReadonlyArray<[encoding: string, text: string]> = [
  ['UTF-8', spanish],
  ['windows-1252', spanish],
  ['windows-1252', 'id;adreça\n1;Carrer d’Ausiàs Marc\n2;Plaça de l’Àngel – Gràcia\n'],
  ['macintosh', spanish],
  ['cp850', spanish],
  ...['windows-1252', 'macintosh', 'cp850'].map((encoding): [string, string] => [
    encoding,
    `Dirección,Coordenadas\n${'Av. 1,20°43\'10.0"N 103°23\'00.1"O\n'.repeat(20)}`,
  ]),
  ['windows-1250', 'id,nazwa\n1,Zażółć gęślą jaźń Łódź\n2,Kraków Śródmieście\n'],
  ['windows-1251', 'id,имя\n1,Площадь Ленина\n2,Парк Горького\n'],
  ['windows-1253', 'id,όνομα\n1,Πλατεία Συντάγματος\n'],
  ['Big5', '編號,名稱,地址\n1,聯合辦公大樓南棟,臺北市中正區徐州路5號\n2,車站,臺北市中正區\n'],
  ['Shift_JIS', '番号,名称\n1,東京駅丸の内口,緯度\n2,新宿駅\n'],
  ['gb18030', '编号,名称\n1,北京西站,海淀区\n2,天安门广场\n'],
  ['cp949', '번호,자치구\n1,서대문구\n2,광진구\n'],
]

describe('the encoding of a text', () => {
  for (const [encoding, text] of texts)
    it(`is told from its octets: ${encoding}, ${text.slice(0, 24).replaceAll('\n', ' ')}…`, () => {
      const found = decodeText('x', iconv.encode(text, encoding))
      expect(found.text).to.equal(text)
    })

  for (const encoding of ['UTF-16LE', 'UTF-16BE'])
    it(`is told with or without a byte order mark: ${encoding}`, () => {
      for (const addBOM of [true, false]) {
        const found = decodeText('x', iconv.encode(spanish, encoding, { addBOM }))
        expect(found).to.deep.equal({ text: spanish, encoding })
      }
    })

  it('is what the option says, if there is such a one', () => {
    expect(decodeText('x', iconv.encode(spanish, 'cp1250'), 'windows-1250').text).to.include('Jardín')
    expect(() => decodeText('x', Buffer.from('a'), 'klingon')).to.throw(ImportError, /--encoding.*klingon/)
  })

  it('is none where octets are no text', () => {
    expect(() => decodeText('x', Buffer.from('\x01\x02ab\0c\x05 some more', 'latin1'))).to.throw(ImportError, /no text/)
  })
})
