import { UserError } from '../../src/index.ts'
import type { Environment } from './environment.ts'

/** Where GitHub is: github.com, a company's own under `ghe.com`, or an Enterprise Server. */
export interface GitHubAddress {
  /** Octokit's `baseUrl`: `https://api.github.com`, `https://api.acme.ghe.com`, `https://github.acme.example/api/v3`. No slash at the end. */
  readonly apiUrl: string
  /** For people: `https://github.com`. */
  readonly serverUrl: string
}

/** `GITHUB_API_URL`, or `GHE_HOST` with `GHE_PROTOCOL`; github.com where neither is set. Throws a UserError that names the variable. */
export function readGitHubAddress(env: Environment): GitHubAddress {
  const { GHE_HOST: host = '', GHE_PROTOCOL: protocol = 'https', GITHUB_API_URL: apiUrl = '' } = env
  if (host !== '' && apiUrl !== '') throw new UserError('bad-configuration', 'GHE_HOST and GITHUB_API_URL are both set; keep one of them')
  if (apiUrl !== '') return addressOfApi(apiUrl)
  if (host === '') return { apiUrl: 'https://api.github.com', serverUrl: 'https://github.com' }
  if (protocol !== 'https' && protocol !== 'http')
    throw new UserError('bad-configuration', 'GHE_PROTOCOL is neither `https` nor `http`; leave it out for https')
  if (!/^[A-Za-z0-9.-]+(?::\d{1,5})?$/.test(host))
    throw new UserError('bad-configuration', 'GHE_HOST is no host; write it as `github.acme.example`, without scheme and path')
  const serverUrl = `${protocol}://${host.toLowerCase()}`
  const isCloud = host.toLowerCase().endsWith('.ghe.com')
  return { apiUrl: isCloud ? `${protocol}://api.${host.toLowerCase()}` : `${serverUrl}/api/v3`, serverUrl }
}

function addressOfApi(written: string): GitHubAddress {
  const url = URL.parse(written)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UserError(
      'bad-configuration',
      'GITHUB_API_URL is no address; write it as `https://api.acme.ghe.com` or `https://github.acme.example/api/v3`',
    )
  const path = url.pathname.replace(/\/+$/, '')
  const host = path === '' ? url.host.replace(/^api\./, '') : url.host
  return { apiUrl: url.origin + path, serverUrl: `${url.protocol}//${host}` }
}
