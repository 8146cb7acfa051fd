import { expect, test } from 'vitest'
import { readSamlMetadata } from './saml-metadata.ts'

test('entity id and sign-in address, with and without a prefix', () => {
  // OASIS "SAML 2.0 metadata", the example of §2.4.3, shortened.
  const xml = `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID='https://idp.example.org/SAML2'>
    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
      <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        Location = "https://idp.example.org/SSO?a=1&amp;b=2"/>
    </md:IDPSSODescriptor></md:EntityDescriptor>`
  const facts = { entityId: 'https://idp.example.org/SAML2', signInUrl: 'https://idp.example.org/SSO?a=1&b=2' }
  expect(readSamlMetadata(xml)).toEqual(facts)
  expect(readSamlMetadata(xml.replaceAll('md:', ''))).toEqual(facts)
})

test('what is no metadata tells nothing, however long it is', () => {
  expect(readSamlMetadata('')).toEqual({})
  expect(readSamlMetadata('<EntityDescriptors entityID="x">')).toEqual({})
  const begun = performance.now()
  expect(readSamlMetadata(`<EntityDescriptor ${'entityID '.repeat(1_000_000)}`)).toEqual({})
  expect(performance.now() - begun).toBeLessThan(500)
})
