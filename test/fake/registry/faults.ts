import type { Fault } from './fake-registry.ts'
import type { Stored } from './images.ts'

/** A status, with an error code in the body where one is given. */
export function answers(status: number, code?: string, headers: Readonly<Record<string, string>> = {}): Fault {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(code === undefined ? '' : JSON.stringify({ errors: [{ code, message: 'on demand' }] }))
  }
}

/** Any body, of any type, with a good status. */
export function gives(body: string | Buffer, contentType: string, headers: Readonly<Record<string, string>> = {}): Fault {
  return (request, response) => {
    response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), ...headers })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

/** A manifest as it should be, but for the digest header: another one, or none. */
export function givesManifest({ body, mediaType }: Stored, digestHeader?: string): Fault {
  return gives(body, mediaType, digestHeader === undefined ? {} : { 'docker-content-digest': digestHeader })
}

/** Sends on. */
export function redirects(location: string, status = 307): Fault {
  return (_request, response) => {
    response.writeHead(status, { location })
    response.end()
  }
}

/** Half of what it promises, then nothing more. */
export function truncates({ body, mediaType }: Stored): Fault {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': mediaType, 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2))
    setTimeout(() => response.destroy(), 5)
  }
}

/** Takes the question and never answers. */
export function hangs(): Fault {
  return () => {}
}

/** A byte now and then, for ever. */
export function drips(mediaType: string): Fault {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': mediaType, 'content-length': 1_000_000 })
    const timer = setInterval(() => response.write('{'), 20)
    response.on('close', () => clearInterval(timer))
  }
}

/** Headers of more than any client should read. */
export function floodsHeaders(): Fault {
  return (_request, response) => {
    response.writeHead(200, { 'x-flood': 'a'.repeat(40_000) })
    response.end()
  }
}

/** A body that grows past every limit. */
export function floodsBody(mediaType: string): Fault {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': mediaType })
    const chunk = Buffer.alloc(64 * 1024, 0x20)
    const pump = () => {
      while (!response.destroyed && response.write(chunk)) {
        // until the client has had enough
      }
    }
    response.on('drain', pump)
    pump()
  }
}

/** Hangs up without a word. */
export function hangsUp(): Fault {
  return request => request.socket.destroy()
}

/** Not HTTP at all. */
export function babbles(): Fault {
  return request => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n')
}
