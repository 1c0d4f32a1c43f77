using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Entities;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Channels;

/// <summary>A file that a customer sent: wanted until it lies with us, or until the channel has forgotten it.</summary>
[GrainType("media")]
public sealed class MediaGrain(
    [PersistentState("media", EntityStorage.Provider)] IPersistentState<EntityRecord<MediaState>> storage, TimeProvider clock)
    : EntityGrain<MediaState>(storage, clock), IMediaGrain
{
    /// <inheritdoc/>
    public Task<Outcome> Want(string phoneNumberId, string? declaredType, string? fileName) =>
        Execute("want", (s, now) => MediaDecisions.Want(s, phoneNumberId, declaredType, fileName, now));

    /// <inheritdoc/>
    public Task<Outcome> Stored(string mediaType, long length, string sha256) =>
        Execute("stored", (s, now) => MediaDecisions.Stored(s, mediaType, length, sha256, now));

    /// <inheritdoc/>
    public Task<Outcome> Failed(string reason, bool again) => Execute($"failed:{State.Attempts}", (s, now) => MediaDecisions.Failed(s, reason, again, now));

    /// <inheritdoc/>
    public Task<MediaView?> Get() =>
        Task.FromResult(State.PhoneNumberId is null ? null : new MediaView(State.Stored, State.FailedFor, State.Attempts));

    /// <inheritdoc/>
    protected override async Task<DueOutcome> Due(string name)
    {
        if (!State.Open) return await Fire(name, (_, _) => Decision.Nothing);
        await GrainFactory.GetGrain<IMediaFetchGrain>(this.GetPrimaryKeyString()).Run(State.PhoneNumberId!, State.DeclaredType, State.FileName);
        // Whoever fetches says what came of it; where nobody does, the timer comes again.
        return await Fire(name, (_, now) => Decision.Nothing.DueAt(name, now + MediaDecisions.FetchSafety));
    }
}

/// <summary>How far the fetching of a file is.</summary>
public sealed record MediaState : IFold<MediaState>
{
    /// <summary>The number that the file was sent to; null before it is wanted.</summary>
    public string? PhoneNumberId { get; init; }

    /// <summary>The type that the channel named, or null.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>The name that its sender gave it, cleaned, or null.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether it lies with us.</summary>
    public bool Stored { get; init; }

    /// <summary>Why it never will, or null.</summary>
    public string? FailedFor { get; init; }

    /// <summary>How many attempts failed.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether it is still being fetched.</summary>
    public bool Open => PhoneNumberId is not null && !Stored && FailedFor is null;

    /// <inheritdoc/>
    public MediaState Apply(IDomainEvent e) => e switch
    {
        MediaWanted w => this with { PhoneNumberId = w.PhoneNumberId, DeclaredType = w.DeclaredType, FileName = w.FileName },
        MediaStored => this with { Stored = true },
        MediaFailed f => this with { Attempts = Attempts + 1, FailedFor = f.Final ? f.Reason : null },
        _ => this,
    };
}

/// <summary>What becomes of a wanted file.</summary>
internal static class MediaDecisions
{
    internal const string Fetch = "fetch";
    internal const int MaxAttempts = 60;

    /// <summary>An attempt that nobody reported on is made again after this time: longer than any attempt may take.</summary>
    internal static readonly TimeSpan FetchSafety = TimeSpan.FromMinutes(4);

    internal static Decision Want(MediaState state, string phoneNumberId, string? declaredType, string? fileName, DateTimeOffset now) => state.PhoneNumberId is not null
        ? Decision.Nothing
        : Decision.Accept(new MediaWanted(phoneNumberId, declaredType, now, fileName)).DueAt(Fetch, now);

    internal static Decision Stored(MediaState state, string mediaType, long length, string sha256, DateTimeOffset now) => state.Open
        ? Decision.Accept(new MediaStored(mediaType, length, sha256, now)).DueClear(Fetch)
        : Decision.Nothing;

    internal static Decision Failed(MediaState state, string reason, bool again, DateTimeOffset now)
    {
        if (!state.Open) return Decision.Nothing;
        if (!again || state.Attempts + 1 >= MaxAttempts) return Decision.Accept(new MediaFailed(reason, true, now)).DueClear(Fetch);
        // 5 s, 10 s, 20 s, … an hour at most: the channel keeps what customers send for seven days.
        var wait = TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, state.Attempts)));
        return Decision.Accept(new MediaFailed(reason, false, now)).DueAt(Fetch, now + wait);
    }
}
