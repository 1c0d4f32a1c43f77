namespace SalesFlow.Simulator.Webhooks;

/// <summary>Something that a customer does in a chat.</summary>
/// <param name="Type">The type on the wire.</param>
/// <param name="Text">Text, caption, name of a place or a contact, emoji of a reaction, or the new text of an edit.</param>
/// <param name="ChoiceId">The id of the button or row that was chosen.</param>
/// <param name="ChoiceDescription">The chosen row's description.</param>
/// <param name="Target">The wamid that is quoted, reacted to, edited or taken back.</param>
/// <param name="MediaId">The media's id.</param>
/// <param name="MimeType">The media's type.</param>
/// <param name="Sha256">The media's hash, base64.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Referral">The headline of the advertisement that was clicked, or null.</param>
public sealed record CustomerAct(
    CustomerActType Type, string? Text = null, string? ChoiceId = null, string? ChoiceDescription = null, string? Target = null,
        string? MediaId = null,
    string? MimeType = null, string? Sha256 = null, double Latitude = 0, double Longitude = 0, string? Referral = null)
{
    /// <summary>Plain text.</summary>
    /// <param name="text">The words.</param>
    public static CustomerAct Say(string text) => new(CustomerActType.Text, text);
}

/// <summary>What customers do.</summary>
public enum CustomerActType
{
    /// <summary>Writes.</summary>
    Text = 0,
    /// <summary>Presses a reply button.</summary>
    Button = 1,
    /// <summary>Chooses a row of a list.</summary>
    Row = 2,
    /// <summary>Sends a picture.</summary>
    Image = 3,
    /// <summary>Speaks.</summary>
    Voice = 4,
    /// <summary>Sends a document.</summary>
    Document = 5,
    /// <summary>Sends a place.</summary>
    Location = 6,
    /// <summary>Sends a contact.</summary>
    Contact = 7,
    /// <summary>Reacts with an emoji; an empty one takes it away.</summary>
    Reaction = 8,
    /// <summary>Edits a message.</summary>
    Edit = 9,
    /// <summary>Takes a message back.</summary>
    Revoke = 10,
}
