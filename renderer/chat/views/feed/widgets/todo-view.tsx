import { Checkbox } from 'react-aria-components'
import { Icon } from '../../../../ui/icon.tsx'
import { type Todo, toNewTask, toStrike } from '../../../model/widgets/todo.ts'
import { useChat } from '../../chat-context.ts'
import { AddLine } from './add-line.tsx'
import styles from './todo-view.module.css'

interface TodoViewProps {
  readonly todo: Todo
  readonly onTell: (data: object) => void
}

export function TodoView({ todo, onTell }: TodoViewProps) {
  const { people } = useChat()
  const title = todo.title || 'To do'
  return (
    <section className={styles.list} aria-label={title}>
      <p className={styles.title}>{title}</p>
      {todo.tasks.map((task) => (
        <Checkbox
          key={task.key}
          className={styles.task ?? ''}
          isSelected={task.isDone}
          onChange={() => onTell(toStrike(task))}
        >
          <span className={styles.box}>{task.isDone && <Icon name="check" />}</span>
          <span className={styles.text}>
            <span className={styles.what}>{task.text}</span>
            {task.description !== '' && <span className={styles.more}> {task.description}</span>}
          </span>
        </Checkbox>
      ))}
      <AddLine label="Another task" onAdd={(text) => onTell(toNewTask(todo, people.me, text))} />
    </section>
  )
}
