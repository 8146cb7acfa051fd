/** Stands for the rows of a table that are not drawn (virtual-rows.ts). */
export const GapRow = (props: { readonly height: number; readonly columns: number }) =>
  props.height === 0 ? null : (
    <tr>
      <td colSpan={props.columns} style={{ height: props.height, padding: 0, border: 0 }} />
    </tr>
  )
