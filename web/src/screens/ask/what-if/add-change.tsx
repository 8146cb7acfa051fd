import { Menu } from '@mantine/core'
import { Fragment } from 'react'
import { classesOf } from '../../../classes.ts'
import { Icon } from '../../../parts/icon.tsx'
import { menuLook } from '../../../parts/menu.ts'
import ask from '../ask.module.css'
import { type ChangeForm, changeForms } from './change-forms.ts'

const own = classesOf(ask)

const aboutWords: Readonly<Record<ChangeForm['about'], string>> = {
  policies: 'Policies',
  people: 'People and groups',
  organization: 'Organization',
}
const abouts = ['policies', 'people', 'organization'] as const

/** Everything that can be tried. */
export function AddChange(props: { readonly onAdd: (form: ChangeForm) => void }) {
  return (
    <Menu position="bottom-start" shadow="none" width={240} offset={6} {...menuLook}>
      <Menu.Target>
        <button type="button" className={own('token', 'missing')}>
          <Icon name="plus" size={14} />
          Change
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {abouts.map((about) => (
          <Fragment key={about}>
            <Menu.Label>{aboutWords[about]}</Menu.Label>
            {changeForms
              .filter((form) => form.about === about)
              .map((form) => (
                <Menu.Item key={form.name} onClick={() => props.onAdd(form)}>
                  {form.name}
                </Menu.Item>
              ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
