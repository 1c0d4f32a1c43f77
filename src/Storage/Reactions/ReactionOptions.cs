using Microsoft.Extensions.Options;

namespace SalesFlow.Storage.Reactions;

/// <summary>How reactions follow the log: the section <c>SalesFlow:Reactions</c>.</summary>
public sealed class ReactionOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "SalesFlow:Reactions";

    /// <summary>How often a shard looks by itself, 100 ms to 60 s. A projector that saw something of concern makes it look at once.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many events of the log one step passes at most, 1 to 5,000.</summary>
    public int BatchSize { get; set; } = 1000;

    /// <summary>How many entities' events are worked on at once within a shard, 1 to 64.</summary>
    public int Parallelism { get; set; } = 8;

    /// <summary>After how many failures in a row an event is put aside into <c>dead_events</c> and the shard goes on, 1 to 1,000.</summary>
    public int MaxAttempts { get; set; } = 25;

    /// <summary>The longest wait between two attempts, 100 ms to 10 minutes.</summary>
    public TimeSpan LongestBackOff { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Refuses a configuration that cannot work, naming the key.</summary>
internal sealed class ReactionOptionsValidator : IValidateOptions<ReactionOptions>
{
    public ValidateOptionsResult Validate(string? name, ReactionOptions options)
    {
        var errors = new List<string>();
        void Require(bool holds, string key, string rule)
        {
            if (!holds) errors.Add($"{ReactionOptions.Section}:{key} is {rule}.");
        }

        Require(options.PollInterval >= TimeSpan.FromMilliseconds(100) && options.PollInterval <= TimeSpan.FromSeconds(60),
            nameof(options.PollInterval), "between 100 ms and 60 s");
        Require(options.BatchSize is >= 1 and <= 5000, nameof(options.BatchSize), "between 1 and 5000");
        Require(options.Parallelism is >= 1 and <= 64, nameof(options.Parallelism), "between 1 and 64");
        Require(options.MaxAttempts is >= 1 and <= 1000, nameof(options.MaxAttempts), "between 1 and 1000");
        Require(options.LongestBackOff >= TimeSpan.FromMilliseconds(100) && options.LongestBackOff <= TimeSpan.FromMinutes(10),
            nameof(options.LongestBackOff), "between 100 ms and 10 minutes");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
