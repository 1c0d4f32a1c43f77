namespace SalesFlow.Common;

/// <summary>
/// Remembers which requests came under an <c>Idempotency-Key</c> and how they were answered, as long as command ids are remembered
/// (<c>SalesFlow:Storage:KeepCommands</c>). It is a memory of answers only: that a command takes effect once is decided where it commits, by its
/// id. A crash may lose the newest answers; such a request is carried out again, finds its command done, and is answered from the present state.
/// </summary>
public interface IReplyStore
{
    /// <summary>Claims a name for a request, unless an earlier one has it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="name">Who asked for what under which key; at most 100 characters.</param>
    /// <param name="fingerprint">Tells this request's content from others.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null where the name is this request's now; otherwise what the earlier one left.</returns>
    /// <exception cref="TimeoutException">The database does not answer, or too much is waiting for it.</exception>
    Task<KeptReply?> Claim(string tenant, string name, byte[] fingerprint, CancellationToken ct);

    /// <summary>Keeps an answer, unless one is kept already. Returns the one that stands.</summary>
    /// <exception cref="TimeoutException">The database does not answer, or too much is waiting for it.</exception>
    Task<string> Keep(string tenant, string name, byte[] fingerprint, string answer, CancellationToken ct);

    /// <summary>Gives a name up whose request changed nothing. One with an answer stays.</summary>
    /// <exception cref="TimeoutException">The database does not answer, or too much is waiting for it.</exception>
    Task Release(string tenant, string name, CancellationToken ct);
}

/// <summary>What an earlier request of the same name left.</summary>
/// <param name="Fingerprint">Tells its content from others.</param>
/// <param name="Answer">How it was answered; null where that is not known.</param>
public sealed record KeptReply(byte[] Fingerprint, string? Answer);
