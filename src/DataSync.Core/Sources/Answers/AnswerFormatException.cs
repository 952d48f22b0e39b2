namespace DataSync.Sources.Answers;

/// <summary>An answer is JSON, but not of the shape that the settings describe; the message goes on a sentence.</summary>
internal sealed class AnswerFormatException(string message) : Exception(message);
