import { classesOf } from '../classes.ts'
import { commandKey, places } from '../keys.ts'
import { Dialog, DialogBody } from '../parts/dialog.tsx'
import styles from './floating.module.css'

const cx = classesOf(styles)

const everywhere = [
  { keys: [`${commandKey}K`], does: 'Ask or go to anything' },
  { keys: ['?'], does: 'This list' },
  { keys: ['['], does: 'Collapse or open the navigation' },
  { keys: ['Esc'], does: 'Close what is open' },
]
const inLists = [
  { keys: ['j', 'k'], does: 'Next and previous row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['/'], does: 'Search the list' },
  { keys: ['Esc'], does: 'Empty the search' },
]
const inPictures = [
  { keys: ['←', '→'], does: 'Along the lines' },
  { keys: ['↑', '↓'], does: 'Row above and below' },
  { keys: ['Enter'], does: 'Explain, or open a bundle' },
  { keys: ['Esc'], does: 'Fold the bundle again' },
  { keys: ['t'], does: 'Picture or table' },
]

export function KeyList(props: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" size={620} onClose={props.onClose}>
      <DialogBody>
        <div className={cx('keys')}>
          <Group title="Go to" keys={places.map((place) => ({ keys: ['g', place.key], does: place.name }))} />
          <div>
            <Group title="Everywhere" keys={everywhere} />
            <Group title="In lists" keys={inLists} />
            <Group title="In pictures" keys={inPictures} />
          </div>
        </div>
      </DialogBody>
    </Dialog>
  )
}

function Group(props: {
  readonly title: string
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[]
}) {
  return (
    <section>
      <h3 className={cx('groupTitle')}>{props.title}</h3>
      <dl>
        {props.keys.map((key) => (
          <div key={key.does} className={cx('keyRow')}>
            <dt>{key.does}</dt>
            <dd>
              {key.keys.map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
