import type { ApplicationFunction } from 'probot'
import { loadReviewer, readParts } from './application.ts'
import { readEnvironment } from './settings/environment.ts'

/** The app as Probot loads it: `probot run ./app/index.ts`, `probot receive`. `npm run app` puts a front of its own before it. */
const application: ApplicationFunction = app => {
  loadReviewer(app, readParts(readEnvironment(process.cwd(), process.env)))
}

export default application
