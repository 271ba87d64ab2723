/** A search whose words are partly in the name of a topic, and the others in the texts below it. */
export const up = `
-- Any of the words, of those that must be there.
create function search_any(q tsquery) returns tsquery language sql immutable as $$
  select regexp_replace(nullif(querytree(q), 'T'), ' (?:&|<(?:-|\\d+)>) ', ' | ', 'g')::tsquery $$;

-- What is left to look for where the name has some of the words. Nothing is left of a phrase that it has a part of but
-- the other part: whoever asks sees to it that the phrase stands there.
create function search_rest(q tsquery, name tsvector) returns tsquery language plpgsql immutable as $$
declare
  lexeme text;
begin
  foreach lexeme in array tsvector_to_array(name) loop
    -- Quoted otherwise.
    continue when strpos(lexeme, chr(92)) > 0;
    q := ts_rewrite(q, quote_literal(lexeme)::tsquery, '');
  end loop;
  return q;
end $$;
`
