using SalesFlow.Simulator.Graph;

namespace SalesFlow.Simulator.World;

/// <summary>The simulated world: a Graph double, and customers who write.</summary>
public sealed class SimulatorOptions
{
    /// <summary>Where the business takes webhooks. In a host, null means the host's own first address and <c>/webhooks/whatsapp</c>.</summary>
    public Uri? WebhookUrl { get; set; }

    /// <summary>The app secret that signs webhooks.</summary>
    public string AppSecret { get; set; } = "";

    /// <summary>The business's numbers.</summary>
    public IReadOnlyList<SimulatedNumber> Numbers { get; set; } = [];

    /// <summary>The Graph double's port on the loopback address; 0 takes a free one.</summary>
    public int GraphPort { get; set; }

    /// <summary>How many customers write in the beginning; 0 means none ever. All personas take turns.</summary>
    public int Personas { get; set; } = 12;

    /// <summary>How much faster than people the customers are: 1 is natural, 10 is ten times as fast. Between 0.01 and 10,000.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Makes the world repeatable.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>The time over which the first customers come, at natural speed.</summary>
    public TimeSpan OpenWithin { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>The time between new customers afterwards, at natural speed; zero means that none follow.</summary>
    public TimeSpan NewCustomerEvery { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How many customers talk at the same time; further ones wait for their turn.</summary>
    public int OpenAtMost { get; set; } = 24;

    /// <summary>How many customers come in all.</summary>
    public int CustomersAtMost { get; set; } = 500;

    /// <summary>How long a customer waits for an answer before asking again, at natural speed.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How often each webhook is posted in all, 1 to 20.</summary>
    public int WebhookCopies { get; set; } = 1;

    /// <summary>Whether webhooks overtake one another.</summary>
    public bool ShuffleWebhooks { get; set; }

    /// <summary>What goes wrong at the Graph double.</summary>
    public FaultOptions Faults { get; set; } = FaultOptions.None;

    /// <summary>Further settings of the Graph double; its port, numbers and seed are taken from here above.</summary>
    public GraphOptions Graph { get; set; } = new();
}

/// <summary>How the world fares.</summary>
/// <param name="Customers">Customers who came.</param>
/// <param name="Open">Customers who talk now.</param>
/// <param name="Sent">Messages that customers sent, reactions and edits included.</param>
/// <param name="Replies">Messages that the business sent.</param>
/// <param name="Answered">Times that a customer waited and was answered.</param>
/// <param name="Unanswered">Times that a customer's patience ended without an answer.</param>
/// <param name="AnswerP50Milliseconds">Half of the answers came within this time.</param>
/// <param name="AnswerP99Milliseconds">Ninety-nine of a hundred came within this time.</param>
/// <param name="Outcomes">How talks ended: <c>persona:outcome</c> and how often.</param>
public sealed record WorldStatistics(
    int Customers, int Open, long Sent, long Replies, long Answered, long Unanswered, double AnswerP50Milliseconds, double AnswerP99Milliseconds,
    IReadOnlyDictionary<string, int> Outcomes);
