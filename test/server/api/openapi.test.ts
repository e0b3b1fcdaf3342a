import { expect } from 'chai'
import { openApi } from '../../../server/api/openapi.ts'
import { routes } from '../../../server/api/routes/index.ts'
import { startTestWeb, type TestWeb } from './web-harness.ts'

interface Operation {
  operationId: string
  requestBody?: { content: Record<string, { schema: unknown }> }
  parameters: Array<{ name: string; in: string; required: boolean; schema: unknown }>
  responses: Record<string, { description: string }>
}

const document = openApi(routes, 'https://plaza.example')
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
)

/** Every `$ref` anywhere in `value`. */
const references = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  )
}

describe('the OpenAPI document', () => {
  it('lists every route once, each with an operation of its own', () => {
    const listed = operations.map(({ path, method }) => `${method} ${path}`)
    expect(listed.sort()).to.deep.equal(routes.map(({ method, path }) => `${method} /api/v1${path}`).sort())
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).to.equal(routes.length)
  })

  it('declares every parameter of a path, as required', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const declared = operation.parameters.filter((parameter) => parameter.in === 'path')
      expect(declared.map(({ name }) => name)).to.deep.equal(inPath)
      expect(declared.every(({ required }) => required)).to.equal(true)
    }
  })

  it('asks for the CSRF token where something changes', () => {
    const change = operations.find(({ method }) => method === 'post')!
    expect(change.operation.parameters.map(({ name }) => name)).to.include('x-plaza-csrf')
  })

  it('says what is to be sent, where something is', () => {
    const sent = operations.filter(({ operation }) => operation.requestBody)
    expect(sent.map(({ path }) => path)).to.include('/api/v1/gateways/{id}/message-authenticator')
    expect(references(sent.map(({ operation }) => operation.requestBody))).to.include(
      '#/components/schemas/ChosenSigning',
    )
  })

  it('refers only to schemas that it has, and to the contract by name', () => {
    const found = references(document)
    expect(found).to.include('#/components/schemas/HotspotDetail')
    for (const reference of found) {
      const name = reference.replace('#/components/schemas/', '')
      expect(document.components.schemas, reference).to.have.property(name)
    }
    expect(JSON.stringify(document)).to.not.contain('$schema')
  })

  describe('over HTTP', () => {
    let web: TestWeb
    before(async () => {
      web = await startTestWeb()
    })
    after(() => web.close())

    it('is there for anybody, and as a list for people', async () => {
      const json = await web.ask(undefined, '/api/openapi.json')
      expect(((await json.json()) as { openapi: string }).openapi).to.equal('3.1.0')
      const page = await (await web.ask(undefined, '/api/docs')).text()
      for (const route of routes) expect(page).to.contain(route.path)
      expect(page).to.not.contain('<script')
    })
  })
})
