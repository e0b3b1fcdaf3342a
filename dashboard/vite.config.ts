import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Leaflet's stylesheet brings pictures for its default marker and its layer control, which the dashboard never shows. */
const withoutLeafletPictures: Plugin = {
  name: 'without-leaflet-pictures',
  enforce: 'pre',
  transform: (code, id) =>
    id.includes('leaflet/dist/leaflet.css')
      ? { code: code.replace(/background-image:\s*url\(images\/[^)]*\);/g, ''), map: null }
      : undefined,
}

/** The Content-Security-Policy allows files of our own only: nothing is inlined as a data: address. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/dashboard/',
  plugins: [withoutLeafletPictures, react()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Libraries change less often than the dashboard: browsers keep them. Chart.js goes with the panel that needs it.
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules\/(leaflet|supercluster|kdbush)\// },
            // With what forbids compiled validators, before any schema is made.
            { name: 'schemas', test: /node_modules\/zod\/|dashboard\/src\/csp\.ts/ },
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
          ],
        },
      },
    },
  },
})
