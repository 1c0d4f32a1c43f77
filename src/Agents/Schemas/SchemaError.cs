namespace SalesFlow.Agents.Schemas;

/// <summary>One thing that is wrong with an instance.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the value; empty for the whole document.</param>
/// <param name="Message">What was expected, in English, without the value itself: values may be personal data.</param>
internal sealed record SchemaError(string Pointer, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => (Pointer.Length == 0 ? "/" : Pointer) + ": " + Message;
}

/// <summary>A schema that cannot be used: malformed, or with a keyword that is not supported and must not be ignored silently.</summary>
internal sealed class SchemaException(string pointer, string message) : Exception((pointer.Length == 0 ? "/" : pointer) + ": " + message)
{
    /// <summary>JSON pointer to the keyword.</summary>
    public string Pointer { get; } = pointer;
}
