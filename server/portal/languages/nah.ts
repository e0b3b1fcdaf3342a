import type { es } from './es.ts'

/**
 * Náhuatl of the centre of Mexico, in the orthography of colonial texts, which its readers learn from. What is missing
 * is read in Spanish. Made without a native speaker's eye: a city can put its own file in its place, see `files.ts`.
 */
export const nah: Partial<Record<keyof typeof es, string>> = {
  language: 'Náhuatl',
  languages: 'Tlahtolli',
  skip: 'Xiya ipan tlahcuilolli',
  terms: 'Tlanahuatilli ihuan tlen mopia',
  nearby: 'Wifi nican nechca',
  code: 'Itlapohual inin tlanahuatilli: {{code}}',

  welcomeTitle: 'Wifi tlen amo motlaxtlahua, {{city}}',
  welcomeHotspot: 'Nican ticah: {{hotspot}}.',
  welcomeText:
    'Zan ce welta xicalaqui ica moLlave de la Ciudad ihuan xictequihui wifi: amo motlaxtlahua. Inin tepoztli tiquelnamiquizqueh {{days}} tonalli.',
  storedTitle: 'Tlen ticpiah',
  stored1: 'Itlapohual mocuenta, motlahtol ihuan quenin omoneltilih mocuenta.',
  stored2: 'Itlapohual (MAC) inin tepoztli.',
  stored3: 'Canin ihuan queman ticalaqui, ihuan quexquich datos tictequihuia; amo tlen amatl tiquitta.',
  storedNever: 'Aic ticpiah motoca, mocorreo, motelefono nion moCURP.',
  knownText: 'Tiquixmatih inin tepoztli. Xicpacho inin ihuan calaquiz.',
  otherTitle: '¿Amo motepoz, noso ticnequi occe cuenta?',
  enter: 'Xicalaqui ica Llave',

  emergencyTitle: 'Wifi motlapoa ipampa tlen ohuic panoc · {{city}}',
  emergencyText: 'Asta {{until}} nochi tlacah huelih nican calaquih, amo monequi cuenta.',
  emergencyStored: 'Ticpiah itlapohual (MAC) inin tepoztli ihuan queman calaqui. Amo ticmatih aquin tehhuatl.',

  acceptTitle: 'Achtopa xicpohua',
  acceptText:
    'Xicpohua tlanahuatilli. Tla ticcelia, tiquihcuiloah catlehua tlanahuatilli, queman ihuan tlen tlahtolli.',
  accept: 'Niccelia',
  decline: 'Amo niccelia',
  termsVersion: 'Tlanahuatilli {{version}}',
  termsUse: 'Quenin motequihuia',
  termsUseText:
    'Inin wifi amo motlaxtlahua ihuan inaxca nochi tlacah. Amo huel tictequihuia miac cahuitl nion miac datos, inic nochtin quipiazqueh. Amo xictequihui inic tiquincocoz occequin tlacah nion in red. In altepetl amo quihtoa nochipa tequitiz.',
  termsStored: 'Tlen mopia',
  termsStoredText:
    'Itech moLlave de la Ciudad: ce tlapohualli, motlahtol ihuan quenin omoneltilih. Itech motepoz: itlapohual MAC. Queman ticalaqui: canin, queman, quexquich cahuitl ihuan quexquich datos. Ica inin timitzmacah wifi ihuan ticchihuah ma cualli tequiti.',
  termsNever: 'Tlen amo mopia',
  termsNeverText:
    'Amo ticpiah motoca, mocorreo, motelefono nion moCURP, nion tlen amatl tiquitta. Inin red amo motlatia: xictequihui amatl ica https.',
  termsRights: 'Tlen huel tictlahtlani',
  termsRightsText:
    'Huel tictlahtlani itech altepetl ma mitzmaca tlen mopia noso ma quipohpoloa. Motepoz tiquilcahuah {{days}} tonalli zatepan ihcuac zatlatzacan oticalac.',

  connectTitle: 'Zan inin polihui',
  connectText: 'Nochi cualli. Xicpacho inin ihuan motepoz calaquiz.',
  connect: 'Ma calaqui',

  openingTitle: 'Motlapohtoc…',
  openingText: 'Achitzin ximochia. Inin amatl iyoca mopatlaz; tla amo, xicpacho inin.',
  opening: 'Xiya',

  onlineTitle: 'Ye ticpia internet',
  onlineText: 'Huel tictzacua inin amatl. Ihcuac occepa ticalaquiz, ayoc monequiz inin amatl.',
  continueTo: 'Xiya ipan {{host}}',

  leftTitle: 'Otiquiz',
  leftText: 'Inin tepoztli ayoc quitequihuia iwifi in altepetl.',
  again: 'Occepa xicalaqui',
  retry: 'Occepa xicyeyeco',
  startAgain: 'Occepa xicpehualti',
  backToTerms: 'Ximocuepa ipan tlanahuatilli',
  reconnect: 'Xicceuhui ihuan xictlati wifi ipan motepoz, ihuan occepa xicpehpena iwifi in altepetl.',

  'missing.title': 'Polihui tlen quihtoa canin ticah',
  'missing.text': 'Inin amatl icel motlapoa ihcuac ticalaqui ipan iwifi in altepetl; tla tiquihcuiloa, amo tequiti.',
  'doubled.title': 'Itlahcuilol inin amatl omopatlac',
  'doubled.text': 'Ce tlahtolli huitz oppa: amo huel ticneltocah.',
  'forged.title': 'Amo tiquixmatih inin wifi',
  'forged.text':
    'Inin amatl amo huitz itech iwifi in altepetl. Amo xiquihcuilo motlahtol ichtaca tla in red amo inaxca in altepetl.',
  'unknown-hotspot.title': 'Inin wifi amo mihcuilohtoc',
  'unknown-hotspot.text':
    'Huelis yancuic noso amo inaxca in altepetl. Xiya occecni noso xitlanahuati ica in tlapohualli tlatzintlan.',
  'city-key-down.title': 'In Llave de la Ciudad amo tlananquilia',
  'city-key-down.text': 'Amo motlahtlacol nion in motepoz. Achitzin ximochia ihuan occepa xicyeyeco.',
  'refused.title': 'Amo otiquihtoh quema',
  'refused.text':
    'Tla amo tiquihtoa quema, amo ticmatih tla ticpia cuenta ihuan wifi amo motlapoa. Huel occepa ticyeyecoz.',
  'lost.title': 'Inin amatl ayoc tequiti',
  'lost.text': 'Opanoc miac cahuitl, oppa omotlapoh noso otimocuep. Tla monavegador quintzacua cookies, xiquincahua.',
  'declined.title': 'Amo oticcelih tlanahuatilli',
  'declined.text':
    'Tla amo ticcelia, amo huel timitzmacah wifi ihuan amo ticpiah inin tepoztli. Huel ticpatla motlalnamiquiliz.',
  'blocked.title': 'Mocuenta amo huel quitequihuia wifi',
  'blocked.text':
    'In altepetl oquitzacuh inin cuenta. Tla timoihtoa amo cualli, xitlanahuati ica in tlapohualli tlatzintlan.',
  'failed.title': 'Amo ohuelic ocalac',
  'failed.text':
    'In tlen zan ce welta motequihuia ye omotequihuih, opanoc icahuiuh noso otictlamih tlen axcan huel tictequihuia. Occepa xicyeyeco.',
  'used-up.title': 'Ye otictlamih tlen axcan huel tictequihuia',
  'used-up.text': 'Ye otictequihuih mocahuiuh noso modatos. Moztla huel occepa ticalaquiz.',
  'too-many-devices.title': 'Ye miac motepoz ocalac',
  'too-many-devices.text': 'Xicceuhui iwifi occe motepoz, ximochia ce minuto ihuan occepa xicyeyeco.',
  'gateway-down.title': 'In tepoztli tlen nican amo tlananquilia',
  'gateway-down.text': 'Amo motlahtlacol nion in motepoz. Achitzin ximochia ihuan occepa xicyeyeco.',
  'gateway-refused.title': 'In tepoztli tlen nican amo omitzcahuilih',
  'gateway-refused.text':
    'Amo motlahtlacol. Occepa xicyeyeco; tla oc amo huelis, xitlanahuati ica in tlapohualli tlatzintlan.',
  'rate-limited.title': 'Miac welta oticyeyecoh',
  'rate-limited.text': 'Ximochia ce minuto ihuan occepa xicyeyeco.',
  'not-found.title': 'Inin amatl amo oncah',
  'not-found.text': 'Xiquitta cox cualli mihcuilohtoc.',
  'broken.title': 'Itlah amo cualli oquiz totech',
  'broken.text': 'Ye omihcuiloh. Achitzin ximochia ihuan occepa xicyeyeco.',

  homeTitle: 'Wifi nican nechca tlen amo motlaxtlahua',
  homeText: 'Canin axcan tequiti.',
  borough: 'Alcaldía noso tlaxilacalli',
  everywhere: 'Nochi altepetl',
  search: 'Tlaxilacalli noso canin',
  find: 'Xictemo',
  locate: 'Xictequihui canin nicah',
  locateFailed: 'Amo omomat canin ticah. Xicpehpena ce tlaxilacalli.',
  shown: 'Canin tequiti: {{shown}} itech {{total}}.',
  fromMiddle: 'Ticpehualtiah tlanepantla: xicpehpena motlaxilacal.',
  none: 'Amo oncah wifi tlen tequiti ihuan tlen tictemoa. Xicyeyeco occe tlaxilacalli.',
  noneAtAll: 'Axcan amo ticmatih canin tequiti. Achitzin ximochia ihuan occepa xiquitta.',
  mapTitle: 'Tlalamatl itech tlen nican mihcuilohtoc',
  mapText: 'In tlapohualli inaxca nican mihcuilohtoc; in tlilli quinextia tlaxilacalli.',
  list: 'Tlen mihcuilohtoc',
  metres: '{{number}} m huehca',
  kilometres: '{{number}} km huehca',
  accessPoints: '{{number}} wifi',
  'state.up': 'Tequiti',
  'state.degraded': 'Tequiti, zan yolic',
}
