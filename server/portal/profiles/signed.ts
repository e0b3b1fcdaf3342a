import 'reflect-metadata'
import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto'
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  id_contentType,
  id_data,
  id_messageDigest,
  id_signedData,
  id_signingTime,
  MessageDigest,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
  SigningTime,
} from '@peculiar/asn1-cms'
import { AsnConvert, AsnObjectIdentifierConverter, AsnSerializer, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, Certificate } from '@peculiar/asn1-x509'
import { certificatesIn } from '../../certificates/files.ts'
import type { CertifiedKey } from '../../certificates/make.ts'

/** RFC 5754 sections 2 and 3. */
const SHA256 = '2.16.840.1.101.3.4.2.1'
const RSA_SHA256 = '1.2.840.113549.1.1.11'
const ECDSA_SHA256 = '1.2.840.10045.4.3.2'
const SET_OF = 0x31

/**
 * Signs `content` into a CMS SignedData (RFC 5652 section 5) that holds it, in DER: with SHA-256, the signer's
 * certificate, and those above it.
 *
 * @param signer RSA or elliptic-curve key, and the certificates from its own upwards; PEM
 * @throws {Error} for a key of another kind
 */
export function signed(content: string, signer: CertifiedKey, now = new Date()): Buffer {
  const key = createPrivateKey(signer.key)
  const octets = Buffer.from(content)
  const chain = certificatesIn(signer.cert).map((pem) => AsnConvert.parse(new X509Certificate(pem).raw, Certificate))
  const { tbsCertificate } = chain[0]!
  const digest = new AlgorithmIdentifier({ algorithm: SHA256 })
  // In this order their encodings ascend, as DER wants of a SET OF.
  const signedAttrs = [
    attribute(id_contentType, AsnObjectIdentifierConverter.toASN(id_data).toBER()),
    attribute(id_signingTime, AsnSerializer.serialize(new SigningTime({ utcTime: now }))),
    attribute(
      id_messageDigest,
      AsnSerializer.serialize(new MessageDigest(createHash('sha256').update(octets).digest())),
    ),
  ]
  const info = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({
      issuerAndSerialNumber: new IssuerAndSerialNumber({
        issuer: tbsCertificate.issuer,
        serialNumber: tbsCertificate.serialNumber,
      }),
    }),
    digestAlgorithm: digest,
    signedAttrs,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: signatureOf(key.asymmetricKeyType) }),
    signature: new OctetString(sign('sha256', encodedSet(signedAttrs), key)),
  })
  const data = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digest]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: id_data,
      eContent: new EncapsulatedContent({ single: new OctetString(octets) }),
    }),
    certificates: new CertificateSet(chain.map((certificate) => new CertificateChoices({ certificate }))),
    signerInfos: new SignerInfos([info]),
  })
  const whole = new ContentInfo({ contentType: id_signedData, content: AsnSerializer.serialize(data) })
  return Buffer.from(AsnSerializer.serialize(whole))
}

const attribute = (attrType: string, value: ArrayBuffer) => new Attribute({ attrType, attrValues: [value] })

/** What is signed: the attributes as a SET OF, not under the tag that they have in the message (RFC 5652 section 5.4). */
function encodedSet(attributes: Attribute[]): Buffer {
  const all = Buffer.concat(attributes.map((each) => Buffer.from(AsnSerializer.serialize(each))))
  const length = all.length < 0x80 ? [all.length] : [0x81, all.length]
  return Buffer.concat([Buffer.from([SET_OF, ...length]), all])
}

function signatureOf(kind: string | undefined): string {
  if (kind === 'rsa') return RSA_SHA256
  if (kind === 'ec') return ECDSA_SHA256
  throw new Error(`A key of kind ${kind} cannot sign profiles: RSA or elliptic curve.`)
}
