import { join, relative } from 'node:path'
import { build, type Rolldown } from 'vite'
import { nameIn, type Shipped } from './production.ts'

/** The packages that have a module in the dashboard of the project in `root`, as Vite builds it; nothing is written. */
export async function bundledPackages(root: string): Promise<Shipped> {
  const shipped: Shipped = new Map()
  const packageOf = (id: string) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(relative(root, id))?.[0]
  const collect = {
    name: 'bundled-packages',
    buildEnd(this: Rolldown.PluginContext) {
      for (const id of this.getModuleIds()) {
        const folder = packageOf(id)
        const { importers = [], dynamicImporters = [] } = this.getModuleInfo(id) ?? {}
        const importer = [...importers, ...dynamicImporters].find((from) => packageOf(from) !== folder)
        if (folder && importer) shipped.set(folder, nameIn(packageOf(importer) ?? relative(root, importer)))
      }
    },
  }
  await build({
    root: join(root, 'dashboard'),
    logLevel: 'warn',
    plugins: [collect],
    build: { write: false, minify: false },
  })
  return shipped
}
