import { useRef } from 'react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { IconButton } from './icon-button.tsx';

/** A button that asks for one file. The same file can be chosen twice. */
export function FileButton(props: {
  children: string;
  accept: string;
  icon?: ReactNode;
  /** The picture alone, its words on hover and focus. */
  iconOnly?: boolean;
  disabled?: boolean;
  busy?: boolean;
  /** On a phone: the camera itself, instead of what lies on it. */
  camera?: boolean;
  onFile: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={props.accept}
        capture={props.camera === true ? 'environment' : undefined}
        aria-label={props.children}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) props.onFile(file);
        }}
      />
      {props.iconOnly === true ? (
        <IconButton
          label={props.children}
          icon={props.icon}
          disabled={props.disabled}
          onClick={() => input.current?.click()}
        />
      ) : (
        <Button
          size="small"
          icon={props.icon}
          disabled={props.disabled}
          busy={props.busy}
          onClick={() => input.current?.click()}
        >
          {props.children}
        </Button>
      )}
    </>
  );
}
