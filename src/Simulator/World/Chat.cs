using SalesFlow.Simulator.Graph;
using SalesFlow.Simulator.Personas;

namespace SalesFlow.Simulator.World;

/// <summary>A customer's talk with a number while it is open. Guarded by locking on it.</summary>
internal sealed class Chat(string persona, PersonaTalk talk, SimulatedCustomer customer, SimulatedNumber number, string? referral)
{
    public string Persona { get; } = persona;

    public PersonaTalk Talk { get; } = talk;

    public SimulatedCustomer Customer { get; } = customer;

    public SimulatedNumber Number { get; } = number;

    /// <summary>The advertisement of the first message, until it was sent.</summary>
    public string? Referral { get; set; } = referral;

    /// <summary>What the customer is about to do.</summary>
    public Queue<PersonaAct> Pending { get; } = new();

    /// <summary>What the business wrote since the customer last looked; the last few count.</summary>
    public Queue<SentMessage> Heard { get; } = new();

    /// <summary>Whether a look at what was heard is planned.</summary>
    public bool LooksSoon { get; set; }

    /// <summary>The customer's last text, which edits and revokes are about.</summary>
    public string? OwnWamid { get; set; }

    /// <summary>The business's last message, which reactions and quotes are about.</summary>
    public string? BusinessWamid { get; set; }

    /// <summary>Since when the customer waits for an answer, or null.</summary>
    public DateTimeOffset? WaitsSince { get; set; }

    /// <summary>Grows with whatever happens, so that an outdated wait is recognised.</summary>
    public int Turn { get; set; }
}
