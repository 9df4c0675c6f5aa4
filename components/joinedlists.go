package components

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/meshstack/pulumi-meshstack/internal/check"
	"github.com/meshstack/pulumi-meshstack/internal/freeform"
	"github.com/meshstack/pulumi-meshstack/internal/plan"
)

// joinedLists are lists, by their path in a tree, to which the user's items are added. Helm and the plan would put a user's
// list in the place of ours, and what we need would be gone without a word.
type joinedLists map[string]joinedList

// joinedList says what must not be in a list twice.
type joinedList struct {
	// unique are the fields of which an item of the user's must not have the value of one of ours; "" is the item itself. Where
	// there is no remedy the second is dropped, as it says the same.
	unique []string
	// taken are values of the first of these fields that somebody else has in the end.
	taken  []any
	remedy string
}

// merge lays free-form values over a tree of ours, and joins the lists.
func (l joinedLists) merge(path string, ours plan.Tree, user *freeform.Map) any {
	if user.IsZero() {
		return ours
	}
	return l.join(path, "", ours, user.Value())
}

// join merges what is at a path of the tree. What is known later, or secret as a whole, is joined when it is known.
func (l joinedLists) join(path, at string, ours, user any) any {
	ours, user = plan.Plain(ours), plan.Plain(user)
	mine, isTree := ours.(plan.Tree)
	list, listed := l[at]
	if late, isLate := user.(pulumi.Input); isLate && (isTree || listed && ours != nil) {
		return pulumi.All(plan.Input(ours), late).ApplyT(func(both []any) (any, error) {
			if err := l.clashes(path, at, both[0], both[1]); err != nil {
				return nil, err
			}
			if isTree && both[1] == nil {
				return both[0], nil
			}
			return plan.ToGo(l.join(path, at, both[0], both[1])), nil
		})
	}
	theirs, both := user.(plan.Tree)
	switch {
	case isTree && both:
		merged, _ := plan.Merge(ours, user).(plan.Tree)
		for key, value := range theirs {
			if own, shared := mine[key]; shared {
				merged[key] = l.join(path, below(at, key), own, value)
			}
		}
		return merged
	case listed && ours != nil:
		own, _ := ours.([]any)
		return list.append(own, user)
	}
	return plan.Merge(ours, user)
}

func below(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

// append adds the user's items, as they are. What isn't a list, as null, adds nothing.
func (l joinedList) append(ours []any, user any) []any {
	out := slices.Clone(ours)
	theirs, _ := user.([]any)
	for _, item := range theirs {
		if _, _, again := l.clash(ours, item); again && l.remedy == "" {
			continue
		}
		out = append(out, item)
	}
	return out
}

// clash returns the field by which an item is in a list already, as far as that is known.
func (l joinedList) clash(ours []any, item any) (field string, value any, found bool) {
	for i, field := range l.unique {
		value := fieldOf(item, field)
		if value == nil {
			continue
		}
		if _, late := value.(pulumi.Input); late {
			continue
		}
		same := func(other any) bool { return other != nil && fmt.Sprint(other) == fmt.Sprint(value) } // 80 is a float of theirs
		if slices.ContainsFunc(ours, func(own any) bool { return same(fieldOf(own, field)) }) || i == 0 && slices.ContainsFunc(l.taken, same) {
			return field, value, true
		}
	}
	return "", nil, false
}

func fieldOf(item any, field string) any {
	if field == "" {
		return plan.Plain(item)
	}
	return valueAt(item, field)
}

// check reports items of the user's that ours have the place of, and what isn't a list.
func (l joinedLists) check(f *check.Findings, path string, ours plan.Tree, user *freeform.Map) {
	if user.IsZero() {
		return
	}
	for at, list := range l {
		list.check(f, below(path, at), valueAt(ours, strings.Split(at, ".")...), valueAt(user.Value(), strings.Split(at, ".")...))
	}
}

func (l joinedList) check(f *check.Findings, path string, ours, user any) {
	own, _ := plan.Plain(ours).([]any)
	theirs, isList := user.([]any)
	if _, late := user.(pulumi.Input); user == nil || late {
		return
	}
	if !isList {
		f.Errorf(path, "it is not a list; write one")
		return
	}
	for i, item := range theirs {
		if field, value, found := l.clash(own, item); found && l.remedy != "" {
			f.Errorf(strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", path, i, field), "."), "%v is in the list already, from other arguments; %s", value, l.remedy)
		}
	}
}

// clashes is check for what came later. Its error repeats nothing but what is ours, too.
func (l joinedLists) clashes(path, at string, ours, user any) error {
	f := &check.Findings{}
	for under, list := range l {
		keys := strings.Split(under, ".")
		if at != "" {
			if under != at && !strings.HasPrefix(under, at+".") {
				continue
			}
			keys = keys[len(strings.Split(at, ".")):]
		}
		list.check(f, below(path, under), valueAt(ours, keys...), valueAt(user, keys...))
	}
	var out []error
	for _, e := range f.Errors() {
		out = append(out, fmt.Errorf("%s: %s", e.Path, e.Message))
	}
	return errors.Join(out...)
}
