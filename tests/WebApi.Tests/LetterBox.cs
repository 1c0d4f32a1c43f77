using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using SalesFlow.Channels;

namespace SalesFlow.WebApi.Tests;

/// <summary>A mail server that keeps what it was given.</summary>
public sealed partial class LetterBox : IMailChannel
{
    private readonly ConcurrentQueue<MailMessage> _letters = new();

    public bool IsConfigured => true;

    public Task<DispatchResult> Send(MailMessage message, CancellationToken ct)
    {
        _letters.Enqueue(message);
        return Task.FromResult(DispatchResult.Sent);
    }

    /// <summary>All that was sent to an address, oldest first.</summary>
    public IReadOnlyList<MailMessage> To(string email) => [.. _letters.Where(l => l.To == email)];

    /// <summary>The token of the newest link that was sent to an address, once there is one.</summary>
    public async Task<string> Link(string email) => Token().Match((await Letter(email)).Text).Groups[1].Value;

    /// <summary>How many letters went to an address.</summary>
    public int Count(string email) => _letters.Count(l => l.To == email);

    /// <summary>The newest letter to an address, once there is one.</summary>
    public Task<MailMessage> Letter(string email) =>
        Eventually(() => Task.FromResult(_letters.LastOrDefault(l => l.To == email)), otherwise: () => "No letter came.");

    [GeneratedRegex(@"token=([A-Za-z0-9_.\-]+)")]
    private static partial Regex Token();
}

/// <summary>The time of this machine, and what a test puts on top of it. Timers run as they are.</summary>
public sealed class MovedClock : TimeProvider
{
    private long _ahead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
