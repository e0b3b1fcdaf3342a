import { useId, useRef, useState } from 'react'
import { useText } from '../../languages/index.ts'

/** A text that is taken elsewhere: selected whole by its button, and copied where the browser may. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const t = useText()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [isCopied, setCopied] = useState(false)
  const copy = () => {
    area.current?.select()
    // Without HTTPS there is no clipboard: what is selected is copied by hand.
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <div className="copy-text">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        ref={area}
        readOnly
        spellCheck={false}
        rows={Math.min(16, text.trimEnd().split('\n').length)}
        wrap="off"
        value={text}
      />
      <button type="button" onClick={copy}>
        {t(isCopied ? 'gateways.copiedText' : 'gateways.copy')} <span className="for-screen-readers">{label}</span>
      </button>
    </div>
  )
}
