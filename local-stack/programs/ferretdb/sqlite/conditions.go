// Added to FerretDB's package of the same name when it is built: filters that SQLite answers by its indexes. FerretDB itself
// hands SQLite no filter but one for _id, and reads and decodes whole collections for all others.

package sqlite

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

// SQLite takes 32,766 arguments at most.
const mostArguments = 10_000

// Names of fields that mean the same to MongoDB and in a path of SQLite's; one of digits might be the index in an array.
var plainPath = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`)

// conditions returns a WHERE clause that lets through every document that the filter lets through, and perhaps more: FerretDB
// looks at what it gets once more. The expressions are those of its indexes.
func conditions(filter *types.Document) (string, []any) {
	var clauses []string
	var args []any
	if filter.Len() == 0 {
		return "", nil
	}
	for _, key := range filter.Keys() {
		if !plainPath.MatchString(key) {
			continue
		}
		column := columnOf(key)
		for _, one := range clausesOf(key, column, must.NotFail(filter.Get(key))) {
			if len(args)+len(one.args) > mostArguments {
				continue
			}
			if key == "_id" && one.exact {
				return " WHERE " + one.text, one.args
			}
			clauses = append(clauses, one.text)
			args = append(args, one.args...)
		}
	}
	if len(clauses) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(clauses, " AND "), args
}

type clause struct {
	text string
	args []any
	// It names the values; nothing else is needed to find the documents.
	exact bool
}

func clausesOf(key, column string, value any) []clause {
	switch value := value.(type) {
	case string, bool:
		return equal(key, column, value)
	case types.ObjectID:
		if key == "_id" {
			return equal(key, column, value)
		}
	case *types.Document:
		var clauses []clause
		for _, operator := range value.Keys() {
			operand := must.NotFail(value.Get(operator))
			switch operator {
			case "$eq":
				clauses = append(clauses, clausesOf(key, column, scalarOnly(operand))...)
			case "$ne":
				clauses = append(clauses, unlike(column, operand)...)
			case "$in":
				if list, ok := operand.(*types.Array); ok {
					clauses = append(clauses, equal(key, column, elements(list)...)...)
				}
			case "$nin":
				if list, ok := operand.(*types.Array); ok {
					clauses = append(clauses, unlike(column, elements(list)...)...)
				}
			case "$gt":
				// Of _id only, which is no array. As JSON, strings are those that begin with a quotation mark.
				if text, ok := operand.(string); ok && key == "_id" {
					clauses = append(clauses, clause{
						text: fmt.Sprintf(`%[1]s > ? AND %[1]s < '#'`, column), args: []any{asJSON(text)},
					})
				}
			}
		}
		return clauses
	}
	return nil
}

// equal lets through documents whose field is one of the values, or an array, which may have it, or whose parent may be one.
func equal(key, column string, values ...any) []clause {
	args := make([]any, len(values))
	for i, value := range values {
		switch value := value.(type) {
		case string, bool:
			args[i] = asJSON(value)
		case types.ObjectID:
			args[i] = asJSON(value)
		default:
			return nil
		}
	}
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("%s IN (?%s)", column, strings.Repeat(", ?", len(args)-1))
	if key == "_id" {
		return []clause{{text, args, true}}
	}
	text += fmt.Sprintf(` OR %[1]s >= '[' AND %[1]s < '\'`, column)
	if strings.Contains(key, ".") {
		text += fmt.Sprintf(" OR %s IS NULL", column)
	}
	return []clause{{"(" + text + ")", args, false}}
}

// unlike lets through documents whose field is none of the values.
func unlike(column string, values ...any) []clause {
	var clauses []clause
	for _, value := range values {
		switch value.(type) {
		case string, bool:
			clauses = append(clauses, clause{
				text: fmt.Sprintf("(%[1]s < ? OR %[1]s > ? OR %[1]s IS NULL)", column),
				args: []any{asJSON(value), asJSON(value)},
			})
		}
	}
	return clauses
}

func scalarOnly(value any) any {
	if _, ok := value.(*types.Document); ok {
		return nil
	}
	return value
}

func elements(list *types.Array) []any {
	values := make([]any, list.Len())
	for i := range values {
		values[i] = must.NotFail(list.Get(i))
	}
	return values
}

func asJSON(value any) string {
	return string(must.NotFail(sjson.MarshalSingleValue(value)))
}

// columnOf is the expression that an index on a field has.
func columnOf(key string) string {
	parts := strings.Split(key, ".")
	for i, part := range parts {
		parts[i] = fmt.Sprintf("%q", part)
	}
	return metadata.DefaultColumn + "->" + strings.Join(parts, "->")
}
