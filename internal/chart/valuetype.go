package chart

import "strconv"

// mismatch says what is wrong with a value of the user's in the place of these defaults, or "". A value is fine if it fits
// any of them. Charts use "" and empty maps and lists for "not set", whatever is set then.
func (n *node) mismatch(value any) string {
	if n == nil {
		return ""
	}
	message := ""
	for _, d := range n.values {
		if message = mismatch(d, value); message == "" {
			return ""
		}
	}
	return message
}

func mismatch(standard, value any) string {
	switch d := standard.(type) {
	case nil:
		return ""
	case map[string]any:
		return inPlaceOf("a map", value, len(d) == 0, "write the keys below it")
	case []any:
		return inPlaceOf("a list", value, len(d) == 0, "write a list")
	}
	if shape(value) == "a map" || shape(value) == "a list" {
		if standard == "" {
			return ""
		}
		return "it's " + shape(value) + ", and the chart's default is " + shape(standard) + "; write a single value"
	}
	text, isText := value.(string)
	switch shape(standard) {
	case boolean:
		switch {
		case isText && text != "":
			return "the text " + quotedBool(text) + " counts as true whatever it says; write true or false without quotes"
		case !isText && shape(value) != boolean:
			return "it's " + shape(value) + ", and the chart's default is true or false; write one of them"
		}
	case number:
		_, err := strconv.ParseFloat(text, 64)
		switch {
		case isText && err == nil:
			return "it's a number in quotes, and the chart's default is a number; write it without quotes"
		case shape(value) == boolean:
			return "it's true or false, and the chart's default is a number; write a number"
		}
	}
	return ""
}

// quotedBool is what may be shown of a text: it may be a secret, but not if it's one of these.
func quotedBool(text string) string {
	if text == "true" || text == "false" {
		return strconv.Quote(text)
	}
	return "here"
}

// inPlaceOf judges what stands where a map or a list is the default.
func inPlaceOf(want string, value any, empty bool, remedy string) string {
	got := shape(value)
	isOther := got == "a map" || got == "a list"
	// The gateway chart has {} for a number that isn't set (autoscaling.targetMemoryUtilizationPercentage).
	if got == want || value == "" || empty && (isOther || got == number) {
		return ""
	}
	return "it's " + got + ", and the chart's default is " + want + "; " + remedy
}

const (
	boolean = "true or false"
	number  = "a number"
)
