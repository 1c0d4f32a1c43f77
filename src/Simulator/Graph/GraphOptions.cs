namespace SalesFlow.Simulator.Graph;

/// <summary>How the Graph double behaves when nothing goes wrong. What goes wrong is <see cref="FaultOptions"/>.</summary>
public sealed class GraphOptions
{
    /// <summary>TCP port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The numbers that exist. At least one.</summary>
    public IReadOnlyList<SimulatedNumber> Numbers { get; set; } = [];

    /// <summary>Makes ids and chances repeatable.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Messages a second that a number takes, in and out together; 0 means no limit. WhatsApp's own default is 80.</summary>
    public int MessagesPerSecond { get; set; } = 80;

    /// <summary>The pace of one pair: one message in this time, after a burst of at most 45. Zero means no limit. WhatsApp's own is 6
    /// seconds.</summary>
    public TimeSpan PairInterval { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long after a customer's last message free text is taken; zero means always.</summary>
    public TimeSpan CustomerServiceWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Whether a closed window is told by a later status (as WhatsApp often does) in place of the answer.</summary>
    public bool WindowRefusedByStatus { get; set; }

    /// <summary>Whether templates that are not in <see cref="Templates"/> are taken as they come.</summary>
    public bool AcceptUnknownTemplates { get; set; } = true;

    /// <summary>The approved templates.</summary>
    public IReadOnlyList<SimulatedTemplate> Templates { get; set; } = [];

    /// <summary>How long the review of a new or changed template takes.</summary>
    public TimeSpan ReviewAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>When the status <c>sent</c> leaves, after acceptance.</summary>
    public TimeSpan SentAfter { get; set; } = TimeSpan.FromMilliseconds(150);

    /// <summary>When the status <c>delivered</c> leaves, after acceptance.</summary>
    public TimeSpan DeliveredAfter { get; set; } = TimeSpan.FromMilliseconds(600);

    /// <summary>When the status <c>read</c> leaves, after acceptance.</summary>
    public TimeSpan ReadAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of messages that are read at all, 0 to 1.</summary>
    public double ReadShare { get; set; } = 0.95;

    /// <summary>Whether statuses are sent at all.</summary>
    public bool Statuses { get; set; } = true;

    /// <summary>How many accepted messages are kept for inspection; older ones are forgotten, counts stay.</summary>
    public int RecordCapacity { get; set; } = 100_000;

    /// <summary>Bytes of media that are kept; the oldest go first.</summary>
    public long MediaCapacityBytes { get; set; } = 64L * 1024 * 1024;
}

/// <summary>An approved template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Language">Its language code.</param>
/// <param name="Category"><c>marketing</c>, <c>utility</c> or <c>authentication</c>.</param>
/// <param name="BodyParameters">How many values its body takes.</param>
/// <param name="Status"><c>APPROVED</c>, <c>PAUSED</c> or <c>DISABLED</c>.</param>
/// <param name="Body">Its text with <c>{{1}}</c> placeholders, or null where nobody needs to read it.</param>
public sealed record SimulatedTemplate(
    string Name, string Language, string Category, int BodyParameters, string Status = "APPROVED", string? Body = null);
