import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useText } from './languages/index.ts'

/** Shows what broke in place of an empty page. React knows such a boundary as a class only. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override componentDidCatch(error: unknown, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    return this.state.error ? <Broken error={this.state.error} /> : this.props.children
  }
}

function Broken({ error }: { error: Error }) {
  const t = useText()
  return (
    <main className="notice-page">
      <h1>{t('error.broken')}</h1>
      <p className="muted">{error.message}</p>
      <button type="button" className="primary" onClick={() => window.location.reload()}>
        {t('error.reload')}
      </button>
    </main>
  )
}
