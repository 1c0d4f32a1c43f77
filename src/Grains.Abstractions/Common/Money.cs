namespace SalesFlow.Common;

/// <summary>An amount with its currency. Arithmetic between currencies is a bug and throws.</summary>
/// <param name="Amount">The amount in whole units, two places.</param>
/// <param name="Currency">ISO 4217, upper case.</param>
[GenerateSerializer, Immutable, Alias("money")]
public readonly record struct Money(decimal Amount, string Currency)
{
    /// <summary>Saudi riyals, the default currency.</summary>
    public static Money Sar(decimal amount) => new(amount, "SAR");

    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money a, Money b) => a.Currency == b.Currency
        ? a with { Amount = a.Amount + b.Amount }
        : throw new InvalidOperationException($"Cannot add {b.Currency} to {a.Currency}.");

    /// <summary>Adds two amounts of one currency.</summary>
    public static Money Add(Money a, Money b) => a + b;
}
