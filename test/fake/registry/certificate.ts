import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

/** A self-signed certificate and its key, in PEM, made anew for each test run: nothing secret lies in the repository. */
export interface TestCertificate {
  readonly certificate: string
  readonly key: string
  /** The certificate's bytes, as a JWT's `x5c` wants them. */
  readonly der: Buffer
  readonly privateKey: KeyObject
}

/** A certificate for names and IPv4 addresses, valid for the next day, that is its own authority. */
export function makeCertificate(names: readonly string[]): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(objectId(COMMON_NAME), node(0x0c, Buffer.from('test only')))))
  const day = 24 * 60 * 60 * 1000
  const validity = sequence(utcTime(new Date(Date.now() - day)), utcTime(new Date(Date.now() + day)))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(
    node(0xa0, integer(2)),
    integer(1),
    ECDSA,
    name,
    validity,
    name,
    key,
    node(0xa3, sequence(authority(), subjectNames(names))),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, ECDSA, node(0x03, Buffer.concat([Buffer.of(0), signature])))
  const pem = `-----BEGIN CERTIFICATE-----\n${der
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END CERTIFICATE-----\n`
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { certificate: pem, key: keyPem, der, privateKey: createPrivateKey(keyPem) }
}

const COMMON_NAME = [0x55, 0x04, 0x03]
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13]
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11]
const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const ECDSA = sequence(objectId(ECDSA_WITH_SHA256))

function authority(): Buffer {
  const isAuthority = node(0x01, Buffer.of(0xff))
  return sequence(objectId(BASIC_CONSTRAINTS), node(0x01, Buffer.of(0xff)), node(0x04, sequence(isAuthority)))
}

function subjectNames(names: readonly string[]): Buffer {
  const encoded = names.map(name => (isIPv4(name) ? node(0x87, Buffer.from(name.split('.').map(Number))) : node(0x82, Buffer.from(name))))
  return sequence(objectId(SUBJECT_ALT_NAME), node(0x04, sequence(...encoded)))
}

/** One piece of DER: tag, length, content. */
function node(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return node(0x30, Buffer.concat(parts))
}

function set(part: Buffer): Buffer {
  return node(0x31, part)
}

function objectId(bytes: readonly number[]): Buffer {
  return node(0x06, Buffer.from(bytes))
}

function integer(value: number): Buffer {
  return node(0x02, Buffer.of(value))
}

function utcTime(date: Date): Buffer {
  return node(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}
