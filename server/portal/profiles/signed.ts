import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto'
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifier,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  id_contentType,
  id_data,
  id_messageDigest,
  id_signedData,
  id_signingTime,
  SignatureAlgorithmIdentifier,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
  SigningTime,
} from '@peculiar/asn1-cms'
import { AsnConvert, AsnObjectIdentifierConverter, OctetString } from '@peculiar/asn1-schema'
import { Certificate } from '@peculiar/asn1-x509'
import type { ServerIdentity } from '../../certificates/certificates.ts'
import { certificatesIn } from '../../certificates/files.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const DER_NULL = Uint8Array.of(5, 0).buffer
const SET = 0x31

/** By the kind of key: PKCS #1 version 1.5 (RFC 3370 section 3.2), or ECDSA with SHA-256 (RFC 5753 section 2.1.1). */
const signatureAlgorithms: Partial<Record<string, { algorithm: string; parameters?: ArrayBuffer }>> = {
  rsa: { algorithm: '1.2.840.113549.1.1.1', parameters: DER_NULL },
  ec: { algorithm: '1.2.840.10045.4.3.2' },
}

/**
 * The text inside CMS SignedData (RFC 5652 section 5), DER, signed with the server's key; the certificates come along.
 *
 * @throws {Error} where the key is neither RSA nor of an elliptic curve
 */
export function signed(text: string, { cert, key }: Pick<ServerIdentity, 'cert' | 'key'>, now = new Date()): Buffer {
  const content = Buffer.from(text)
  const certificates = certificatesIn(cert).map((pem) => AsnConvert.parse(new X509Certificate(pem).raw, Certificate))
  const [{ tbsCertificate }] = certificates as [Certificate]
  const digestAlgorithm = new DigestAlgorithmIdentifier({ algorithm: SHA256 })
  const privateKey = createPrivateKey(key)
  const signedAttrs = attributes(content, now)
  const signer = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({
      issuerAndSerialNumber: new IssuerAndSerialNumber({
        issuer: tbsCertificate.issuer,
        serialNumber: tbsCertificate.serialNumber,
      }),
    }),
    digestAlgorithm,
    signedAttrs: signedAttrs.map(({ attribute }) => attribute),
    signatureAlgorithm: signatureAlgorithm(privateKey),
    // Section 5.4: over the attributes as a SET, not as the [0] that they are sent as.
    signature: new OctetString(
      sign(
        'sha256',
        tagged(
          SET,
          signedAttrs.map(({ der }) => der),
        ),
        privateKey,
      ),
    ),
  })
  const signedData = new SignedData({
    version: CMSVersion.v1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([digestAlgorithm]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: id_data,
      eContent: new EncapsulatedContent({ single: new OctetString(content) }),
    }),
    certificates: new CertificateSet(certificates.map((certificate) => new CertificateChoices({ certificate }))),
    signerInfos: new SignerInfos([signer]),
  })
  const whole = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(signedData) })
  return Buffer.from(AsnConvert.serialize(whole))
}

/** In the order that DER asks of a SET OF (X.690 section 11.6). */
function attributes(content: Buffer, now: Date): Array<{ attribute: Attribute; der: Buffer }> {
  const digest = createHash('sha256').update(content).digest()
  const values: Record<string, ArrayBuffer> = {
    [id_contentType]: AsnObjectIdentifierConverter.toASN(id_data).toBER(),
    [id_signingTime]: AsnConvert.serialize(new SigningTime(now)),
    [id_messageDigest]: AsnConvert.serialize(new OctetString(digest)),
  }
  return Object.entries(values)
    .map(([attrType, value]) => new Attribute({ attrType, attrValues: [value] }))
    .map((attribute) => ({ attribute, der: Buffer.from(AsnConvert.serialize(attribute)) }))
    .sort((a, b) => Buffer.compare(a.der, b.der))
}

function signatureAlgorithm({ asymmetricKeyType }: KeyObject): SignatureAlgorithmIdentifier {
  const algorithm = signatureAlgorithms[asymmetricKeyType ?? '']
  if (!algorithm)
    throw new Error(`PLAZA_TLS_KEY: profiles are signed with RSA or ECDSA, not with ${asymmetricKeyType}.`)
  return new SignatureAlgorithmIdentifier(algorithm)
}

/** Of less than 128 octets (X.690 section 8.1.3.4), which the attributes are. */
function tagged(tag: number, parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  if (content.length > 127) throw new RangeError(`${content.length} octets do not fit the short form of a length`)
  return Buffer.concat([Buffer.of(tag, content.length), content])
}
