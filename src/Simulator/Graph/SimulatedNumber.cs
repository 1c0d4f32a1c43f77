namespace SalesFlow.Simulator.Graph;

/// <summary>A business phone number of the simulated world.</summary>
/// <param name="PhoneNumberId">The number's id at the Graph API.</param>
/// <param name="AccessToken">The only token that may send from it.</param>
/// <param name="DisplayPhoneNumber">Digits, with country code, without a plus.</param>
/// <param name="BusinessAccountId">The WhatsApp business account that it belongs to.</param>
/// <param name="VerifiedName">The name that customers see.</param>
public sealed record SimulatedNumber(
    string PhoneNumberId, string AccessToken, string DisplayPhoneNumber, string BusinessAccountId, string VerifiedName = "SalesFlow")
{
    /// <summary>Reads <c>id:token[:display[:account]]</c>, several parted by commas.</summary>
    /// <param name="text">The list.</param>
    /// <exception cref="FormatException">An entry has no token.</exception>
    public static IReadOnlyList<SimulatedNumber> ParseList(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select((entry, index) =>
        {
            var parts = entry.Split(':', StringSplitOptions.TrimEntries);
            if (parts.Length < 2 || parts[0].Length == 0 || parts[1].Length == 0)
                throw new FormatException($"A number is written as id:token[:display[:account]]; entry {index + 1} is not.");
            return new SimulatedNumber(
                parts[0], parts[1], parts.Length > 2 ? parts[2] : $"9665500000{index:00}", parts.Length > 3 ? parts[3] : "102290129340398");
        })];
}

/// <summary>A customer of the simulated world.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Phone">Digits with country code, or null for one who hides the number behind a username.</param>
/// <param name="Bsuid">The business-scoped user id, or null for an old client.</param>
/// <param name="Username">The username, or null.</param>
public sealed record SimulatedCustomer(string Name, string? Phone, string? Bsuid, string? Username = null)
{
    /// <summary>How the business addresses the customer: the phone, or the business-scoped id where there is none.</summary>
    /// <exception cref="InvalidOperationException">The customer has neither.</exception>
    public string Address => Phone ?? Bsuid ?? throw new InvalidOperationException("A customer needs a phone or a business-scoped id.");
}
