namespace SalesFlow.Simulator.Webhooks;

/// <summary>How updates reach the business.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where updates are posted.</summary>
    public Uri? Url { get; set; }

    /// <summary>The app secret that signs bodies.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>How often each post is made in all, 1 to 20: further copies follow the first one that was acknowledged, spread and out of
    /// order.</summary>
    public int Copies { get; set; } = 1;

    /// <summary>Whether posts are held back by chance up to <see cref="Spread"/>, so that they overtake one another. Messages of one chat keep their
    /// order.</summary>
    public bool Shuffle { get; set; }

    /// <summary>How far copies and shuffled posts are spread.</summary>
    public TimeSpan Spread { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The most updates in one post, 1 to 1,000; only what is already waiting is put together.</summary>
    public int BatchSize { get; set; } = 1;

    /// <summary>Posts at the same time. Updates with one ordering key go one after another.</summary>
    public int Connections { get; set; } = 8;

    /// <summary>The wait before the first retry; it doubles up to <see cref="LongestRetryWait"/>.</summary>
    public TimeSpan FirstRetryWait { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between retries.</summary>
    public TimeSpan LongestRetryWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a post is retried before it is given up; counted then.</summary>
    public TimeSpan RetryFor { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an answer may take before the attempt counts as failed.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many updates may wait.</summary>
    public int Capacity { get; set; } = 100_000;

    /// <summary>Makes spreads repeatable.</summary>
    public int Seed { get; set; } = 1;
}

/// <summary>One update: what stands in <c>changes</c>.</summary>
/// <param name="Id">What it is about: the wamid of a message, or the wamid and the status.</param>
/// <param name="BusinessAccountId">The business account of its entry.</param>
/// <param name="Value">The JSON of <c>value</c>.</param>
/// <param name="OrderingKey">Updates with one key are posted one after another.</param>
/// <param name="Field">The field, <c>messages</c> as a rule.</param>
public sealed record WebhookUpdate(string Id, string BusinessAccountId, ReadOnlyMemory<byte> Value, string OrderingKey, string Field = "messages");

/// <summary>What became of an update.</summary>
/// <param name="Id">The update.</param>
/// <param name="Attempts">Posts of its first copy, until it was acknowledged or given up.</param>
/// <param name="Copies">Posts that were acknowledged, copies included.</param>
/// <param name="FirstPostedAt">When it was first posted, UTC.</param>
/// <param name="AcknowledgedAt">When the first 200 came, UTC, or null.</param>
/// <param name="LastStatus">The last HTTP status; 0 where there was no answer.</param>
public sealed record WebhookReceipt(string Id, int Attempts, int Copies, DateTimeOffset FirstPostedAt, DateTimeOffset? AcknowledgedAt,
    int LastStatus);

/// <summary>Counts of the sender since it began.</summary>
/// <param name="Posts">Posts that were tried.</param>
/// <param name="Acknowledged">Updates that were acknowledged.</param>
/// <param name="Failures">Posts that did not get a 200.</param>
/// <param name="GivenUp">Updates given up after the last retry.</param>
/// <param name="Dropped">Updates that found no room.</param>
/// <param name="Waiting">Updates on their way.</param>
public sealed record WebhookCounts(long Posts, long Acknowledged, long Failures, long GivenUp, long Dropped, long Waiting);
