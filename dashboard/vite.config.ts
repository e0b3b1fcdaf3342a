import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The Content-Security-Policy allows files of our own only: nothing is inlined as a data: address. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/dashboard/',
  plugins: [react()],
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
            { name: 'map', test: /node_modules\/(leaflet|@?react-leaflet|supercluster|kdbush)\// },
            { name: 'react', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
          ],
        },
      },
    },
  },
})
