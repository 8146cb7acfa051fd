import { download } from '../../../download.ts'
import { Button } from '../../../parts/button.tsx'
import { Disclosure } from '../../../parts/disclosure.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { CodeBlock } from '../../../parts/statement.tsx'
import { text } from '../../../parts/text.ts'
import { type Draft, fileOf } from './form.ts'
import { yamlOf } from './yaml.ts'

/** The same integration as a file, for `bailiwick integrations apply`. */
export function YamlFile(props: { readonly draft: Draft }) {
  const content = yamlOf(fileOf(props.draft))
  return (
    <Disclosure title="The same as a file" says="for bailiwick integrations apply -f aws.yaml">
      <CodeBlock name="aws.yaml" code={content.trimEnd()} />
      <p style={{ display: 'flex', gap: 8, alignItems: 'center', flexWrap: 'wrap', marginTop: 8 }}>
        <Button size="small" onClick={() => download('aws.yaml', 'application/yaml', content)}>
          <Icon name="download" size={14} />
          Download
        </Button>
        <span className={text('s12', 'muted')}>
          The external id is printed by it, never taken from it; secrets are never in it.
        </span>
      </p>
    </Disclosure>
  )
}
