/** As Leaflet takes what somebody wrote: a string it would take for HTML. */
export function plainText(words: string): HTMLElement {
  const element = document.createElement('span')
  element.textContent = words
  return element
}
