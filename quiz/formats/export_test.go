package formats

// Common is what learning platforms can say of a question.
var Common = common
