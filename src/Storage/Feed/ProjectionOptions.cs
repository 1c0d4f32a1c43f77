using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Feed;

/// <summary>What a shard does at an event that cannot be folded.</summary>
public enum PoisonPolicy
{
    /// <summary>It stops in front of the event, visibly, until its activation starts anew. Nothing is skipped.</summary>
    Stop = 0,
    /// <summary>It writes the event into <c>dead_events</c>, gives it its feed number, leaves the rows as they are, and goes on.</summary>
    Dead = 1,
}

/// <summary>How events become rows and feed numbers: the section <c>SalesFlow:Feed</c>.</summary>
public sealed class ProjectionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Feed";

    /// <summary><c>stop</c> (default) or <c>dead</c>.</summary>
    public PoisonPolicy PoisonPolicy { get; set; } = PoisonPolicy.Stop;

    /// <summary>
    /// How often a shard looks by itself, 20 ms to 60 s. Every commit rings, and a ring makes it look at once; one that is lost, with a silo that died behind
    /// its commit, costs one of these. All shards of an idle cluster look this often.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many events one transaction projects at most, 1 to 5,000.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>
    /// The shortest pause between two batches of a busy shard, up to <see cref="LongestPause"/>. A shard pauses twelve times as long as its
    /// last batch took, within these two bounds: a batch has a price of its own, so the busier a shard, the more events share one. What comes to a
    /// shard at rest is projected at once.
    /// </summary>
    public TimeSpan ShortestPause { get; set; } = TimeSpan.FromMilliseconds(60);

    /// <summary>The longest pause between two batches of a busy shard, at most 5 s. A full batch is followed by the next without a pause.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long feed items are kept, 1 to 90 days. A client that was away for longer reads its lists anew.</summary>
    public TimeSpan KeepFeed { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How often a shard takes old feed items away, 1 minute to 1 day.</summary>
    public TimeSpan TrimInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often each silo calls every projector, so that one whose silo died lives again elsewhere, 1 to 60 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The most items that a live hint carries to one tenant's listeners, 1 to 1,000; of a larger batch only the last.</summary>
    public int HintLimit { get; set; } = 200;
}

/// <summary>Refuses a configuration that cannot work, naming the key.</summary>
internal sealed class ProjectionOptionsValidator : IValidateOptions<ProjectionOptions>
{
    public ValidateOptionsResult Validate(string? name, ProjectionOptions options)
    {
        var errors = new List<string>();
        void Require(bool holds, string key, string rule)
        {
            if (!holds) errors.Add($"{ProjectionOptions.Section}:{key} is {rule}.");
        }

        Require(Enum.IsDefined(options.PoisonPolicy), nameof(options.PoisonPolicy), "'stop' or 'dead'");
        Require(Within(options.PollInterval, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(60)),
            nameof(options.PollInterval), "between 20 ms and 60 s");
        Require(options.BatchSize is >= 1 and <= 5000, nameof(options.BatchSize), "between 1 and 5000");
        Require(Within(options.LongestPause, TimeSpan.Zero, TimeSpan.FromSeconds(5)), nameof(options.LongestPause), "between 0 and 5 s");
        Require(Within(options.ShortestPause, TimeSpan.Zero, options.LongestPause), nameof(options.ShortestPause), "between 0 and LongestPause");
        Require(Within(options.KeepFeed, TimeSpan.FromDays(1), TimeSpan.FromDays(90)), nameof(options.KeepFeed), "between 1 and 90 days");
        Require(Within(options.TrimInterval, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1)),
            nameof(options.TrimInterval), "between 1 minute and 1 day");
        Require(Within(options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)),
            nameof(options.KeepAliveInterval), "between 1 and 60 s");
        Require(options.HintLimit is >= 1 and <= 1000, nameof(options.HintLimit), "between 1 and 1000");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool Within(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;
}
