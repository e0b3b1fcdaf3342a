/** Texts of vouchers, for people without a City Key: spread into each language's. */
export const vouchersEs = {
  voucherTitle: '¿Tienes un vale?',
  voucherText: 'Con un vale entras sin Llave. No se guarda tu nombre.',
  voucherCode: 'Código del vale',
  voucherUse: 'Usar mi vale',
  voucherEnds: 'Tu vale sirve hasta el {{until}}.',
  'voucher-unknown.title': 'Ese código no es de ningún vale',
  'voucher-unknown.text': 'Revisa que lo escribiste como está impreso: doce letras y números.',
  'voucher-over.title': 'Tu vale ya no sirve',
  'voucher-over.text': 'Su tiempo terminó o fue cancelado. Pide otro a quien te lo dio.',
  'voucher-in-use.title': 'Este vale ya se usa en otros dispositivos',
  'voucher-in-use.text': 'Ya está en todos los dispositivos que permite. Pide otro a quien te lo dio.',
}

export const vouchersEn: typeof vouchersEs = {
  voucherTitle: 'Do you have a voucher?',
  voucherText: 'With a voucher you get in without a Key. Your name is not kept.',
  voucherCode: 'Code of the voucher',
  voucherUse: 'Use my voucher',
  voucherEnds: 'Your voucher is good until {{until}}.',
  'voucher-unknown.title': 'No voucher has that code',
  'voucher-unknown.text': 'Check that you typed it as it is printed: twelve letters and digits.',
  'voucher-over.title': 'Your voucher is good no more',
  'voucher-over.text': 'Its time is over, or it was cancelled. Ask for another where you got it.',
  'voucher-in-use.title': 'Other devices use this voucher already',
  'voucher-in-use.text': 'It is on as many devices as it allows. Ask for another where you got it.',
}

export const vouchersNah: typeof vouchersEs = {
  voucherTitle: '¿Ticpia ce amatlahuilli?',
  voucherText: 'Ica ce amatlahuilli ticalaquiz amo ica Llave. Amo mopia motoca.',
  voucherCode: 'Itlahtol in amatlahuilli',
  voucherUse: 'Nictequihuiz noamatlahuil',
  voucherEnds: 'Moamatlahuil tequiti hasta {{until}}.',
  'voucher-unknown.title': 'Amo oncah amatlahuilli ica inon tlahtolli',
  'voucher-unknown.text': 'Xiquitta cox quenin mocuilohua otiquihcuilo: mahtlactli ihuan ome letra ihuan tlapohualli.',
  'voucher-over.title': 'Moamatlahuil ayocmo tequiti',
  'voucher-over.text': 'Otlan icahuitl noso oquipoloqueh. Xictlahtlani occe campa omitzmacaqueh.',
  'voucher-in-use.title': 'Occequin tepoztli quitequihuiah inin amatlahuilli',
  'voucher-in-use.text': 'Ye oncah ipan nochi tepoztli tlen hueliti. Xictlahtlani occe campa omitzmacaqueh.',
}
