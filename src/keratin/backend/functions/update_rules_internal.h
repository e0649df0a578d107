// The mathematics of the rules of update.h, over one weight or a register of them. It has no guard
// on purpose: it is included inside a namespace for floats and once more inside the namespace of
// each kind of register, because a function that was compiled for one kind cannot be inlined into
// another. T needs + - * /, T(float), and the functions sqrt, reciprocal_root and larger.
//
// `remember` brings the slots up to date; `step_of` is what is then subtracted from the weight.
// slots[i] is the number in slot i of the rule; those that the rule has not are not touched.
#include "keratin/backend/functions/update.h"

template <class T>
inline void remember(const keratin::SGDRule& rule, T gradient, T* slots) {
  if (rule.momentum == 0) return;
  slots[0] = T(rule.momentum) * slots[0] - T(rule.learning_rate) * gradient;
}
template <class T>
inline T step_of(const keratin::SGDRule& rule, T gradient, const T* slots) {
  const T change = T(rule.learning_rate) * gradient;
  if (rule.momentum == 0) return change;
  return rule.nesterov ? change - T(rule.momentum) * slots[0] : T(0) - slots[0];
}

template <class T>
inline T rmsprop_change(const keratin::RMSpropRule& rule, T gradient, const T* slots) {
  T under_root = slots[0] + T(rule.epsilon);
  if (rule.centered) under_root = under_root - slots[2] * slots[2];
  return T(rule.learning_rate) * gradient * reciprocal_root(under_root);
}
template <class T>
inline void remember(const keratin::RMSpropRule& rule, T gradient, T* slots) {
  const T rho(rule.rho), rest(1 - rule.rho);
  slots[0] = rho * slots[0] + rest * (gradient * gradient);
  if (rule.centered) slots[2] = rho * slots[2] + rest * gradient;
  if (rule.momentum > 0) {
    slots[1] = T(rule.momentum) * slots[1] + rmsprop_change(rule, gradient, slots);
  }
}
template <class T>
inline T step_of(const keratin::RMSpropRule& rule, T gradient, const T* slots) {
  return rule.momentum > 0 ? slots[1] : rmsprop_change(rule, gradient, slots);
}

template <class T>
inline void remember(const keratin::AdamRule& rule, T gradient, T* slots) {
  slots[0] = slots[0] + (gradient - slots[0]) * T(1 - rule.beta_1);
  slots[1] = slots[1] + (gradient * gradient - slots[1]) * T(1 - rule.beta_2);
  if (rule.amsgrad) slots[2] = larger(slots[2], slots[1]);
}
template <class T>
inline T step_of(const keratin::AdamRule& rule, T, const T* slots) {
  const T velocity = rule.amsgrad ? slots[2] : slots[1];
  return T(rule.learning_rate) * slots[0] / (sqrt(velocity) + T(rule.epsilon));
}

template <class T>
inline void remember(const keratin::AdamaxRule& rule, T gradient, T* slots) {
  slots[0] = slots[0] + (gradient - slots[0]) * T(1 - rule.beta_1);
  slots[1] = larger(T(rule.beta_2) * slots[1], larger(gradient, T(0) - gradient));
}
template <class T>
inline T step_of(const keratin::AdamaxRule& rule, T, const T* slots) {
  return T(rule.learning_rate) * slots[0] / (slots[1] + T(rule.epsilon));
}
